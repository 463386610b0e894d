import { AssertionError } from '../base/assert.ts';
import type { Result } from '../base/result.ts';
import { ok } from '../base/result.ts';
import type { ScenarioDoc } from '../scenario/document.ts';
import { createEngine } from './engine.ts';

/** Simulated time between two looks at what is violated: short against any story, long against the looking. */
const LOOK_EVERY_US = 100_000;

/** What is said in place of a check when a rule that is off breaks the simulator itself. */
const BROKEN = 'assertion';

/**
 * Ids of the checks that a run of `doc` violates, each once, in the order of time. The run ends soon after one of
 * `wanted`, else with the document. Error: the cluster cannot be built.
 */
export function violatedIn(doc: ScenarioDoc, wanted: readonly string[] = []): Result<readonly string[]> {
  const built = createEngine(doc, { history: false });
  if (!built.ok) return built;
  const engine = built.value;
  const found = new Set<string>();
  const look = () => {
    for (const { check } of engine.violations) found.add(check);
  };
  try {
    for (let at = 0; at < doc.untilUs && !engine.ended && !wanted.some((check) => found.has(check));) {
      at = Math.min(doc.untilUs, at + LOOK_EVERY_US);
      engine.advance(at);
      look();
    }
  } catch (error) {
    if (!(error instanceof AssertionError)) throw error;
    look();
    found.add(BROKEN);
  }
  return ok([...found]);
}
