import * as v from 'valibot';
import type { Result } from '../base/result.ts';
import { fail, ok } from '../base/result.ts';
import { inOrder } from './commands.ts';
import type { ScenarioDoc } from './document.ts';
import { issueLine, show } from './schema-parts.ts';
import { SCENARIO_SCHEMA } from './schema.ts';
import { upgrade } from './upgrades.ts';
import { validate } from './validate.ts';

/**
 * Reads a sparse document of any version: upgrades it, fills in the defaults, checks the shape and then what shape
 * cannot say. A failure is one line naming the path in the document and what was expected there.
 */
export function parseScenario(json: unknown): Result<ScenarioDoc> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return fail(`scenario: expected an object such as {"v": 1, "id": "my-run"}, got ${show(json)}`);
  }
  const upgraded = upgrade(Object.fromEntries(Object.entries(json)));
  if (!upgraded.ok) return upgraded;
  const parsed = v.safeParse(SCENARIO_SCHEMA, upgraded.value, { abortEarly: true });
  if (!parsed.success) return fail(issueLine(parsed.issues[0], 'scenario', fieldNames()));
  const doc: ScenarioDoc = { ...parsed.output, commands: inOrder(parsed.output.commands) };
  const problem = validate(doc);
  return problem === null ? ok(doc) : fail(problem);
}

/** {@link parseScenario} of a text; `source` names it in the message about broken JSON. */
export function parseScenarioText(source: string, json: string): Result<ScenarioDoc> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    return fail(
      `${source}: not valid JSON: ${error instanceof Error ? error.message.replaceAll(/\s+/g, ' ') : 'unreadable'}`,
    );
  }
  const parsed = parseScenario(value);
  return parsed.ok ? parsed : fail(`${source}: ${parsed.error}`);
}

/** Every field name of a document, for "did you mean". */
function fieldNames(): string[] {
  const names = new Set<string>();
  const visit = (value: unknown) => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (typeof value === 'object' && value !== null) {
      for (const [name, inner] of Object.entries(value)) {
        names.add(name);
        visit(inner);
      }
    }
  };
  visit(
    v.parse(SCENARIO_SCHEMA, {
      v: 1,
      id: 'names',
      cluster: { recovery: { az: 'az-1' }, changefeeds: [{ id: 'cf', after: 'workload' }] },
      workload: [
        { kind: 'counter', id: 'a' },
        { kind: 'mixed', id: 'b' },
      ],
      churn: [{ do: 'split' }],
      beats: [{ id: 'a', caption: '', on: { kind: 'run.drained', region: 1, process: 'p' }, tryNext: '' }],
    }),
  );
  return [...names];
}
