/**
 * A protocol rule that a scenario can switch. With one off, the checks named here must catch what the real systems
 * suffered. Sources are sections of the fact sheets.
 */
export interface RuleSpec {
  readonly id: string;
  /** What the rule demands, as a sentence. */
  readonly words: string;
  /** Ids of the checks that notice when it is broken. */
  readonly guards: readonly string[];
  readonly source: string;
  /** Library story that shows it, '' when there is none: it runs well as it is, and breaks with the rule off. */
  readonly story: string;
  /** Settings with which the story shows it, as for `--set`: what they stand for is wrong whether the rule holds or not. */
  readonly given?: readonly string[];
  /** Why no story shows it. */
  readonly unseen?: string;
  /** Most rules hold unless `rules.off` names them. A rule that the real systems lack holds only where `rules.on` does. */
  readonly initially: 'on' | 'off';
}

export const rule = (
  id: string,
  words: string,
  guards: readonly string[],
  source: string,
  story = '',
): RuleSpec => ({ id, words, guards, source, story, initially: 'on' });

/** A rule that matters only in a system with a fault of its own: the story shows it with these settings. */
export const remedy = (given: readonly string[], ...entry: Parameters<typeof rule>): RuleSpec => ({
  ...rule(...entry),
  given,
});

/** A rule that no story can show here; `why` says what else stands in the way. */
export const unseenRule = (why: string, ...entry: Parameters<typeof rule>): RuleSpec => ({
  ...rule(...entry),
  unseen: why,
});

/** A rule that the real systems do not have. */
export const extraRule = (...entry: Parameters<typeof rule>): RuleSpec => ({
  ...rule(...entry),
  initially: 'off',
});
