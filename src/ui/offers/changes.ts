import type { Inspection } from '../../model/frame.ts';

export interface Change {
  readonly name: string;
  readonly was: string;
  readonly now: string;
}

/** What differs between two inspections of the same thing, in the order of the newer one. */
export function changesBetween(before: Inspection, now: Inspection): readonly Change[] {
  const key = (fact: Inspection['facts'][number]) => `${fact.group}/${fact.name}`;
  const old = new Map(before.facts.map((fact) => [key(fact), fact.value]));
  const changes: Change[] = [];
  for (const fact of now.facts) {
    const was = old.get(key(fact));
    if (was !== undefined && was !== fact.value) changes.push({ name: fact.name, was, now: fact.value });
  }
  return changes;
}
