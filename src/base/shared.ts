/**
 * What several copies of a state have in common for good: a copy refers to it, it is never copied, and what one of them
 * adds to it must not show in the others.
 */
export abstract class Shared {}
