import { samePlain } from '../base/same.ts';
import {
  DEFAULT_CHANGEFEED,
  DEFAULT_CHURN,
  DEFAULT_CLUSTER,
  DEFAULT_CONFIG,
  DEFAULT_RUN,
} from './defaults.ts';
import type { ScenarioDoc } from './document.ts';
import { workloadDefaults } from './workloads/index.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
export type JsonObject = { readonly [name: string]: Json };

/** The document as it is written: only what differs from the defaults. `parseScenario` is the inverse. */
export function toSparse(doc: ScenarioDoc): JsonObject {
  const { v, id, cluster, config, rules, workload, commands, churn, beats, ...run } = doc;
  return {
    v,
    id,
    ...without(plain({ ...run }), plain(DEFAULT_RUN)),
    ...unlessEmpty('cluster', {
      ...without(plain({ ...cluster, changefeeds: [] }), plain(DEFAULT_CLUSTER)),
      ...listUnlessEmpty(
        'changefeeds',
        cluster.changefeeds.map((entry) => without(plain(entry), plain(DEFAULT_CHANGEFEED))),
      ),
    }),
    ...unlessEmpty('config', without(plain(config), plain(DEFAULT_CONFIG))),
    ...unlessEmpty('rules', {
      ...listUnlessEmpty('off', rules.off),
      ...listUnlessEmpty('on', rules.on ?? []),
    }),
    ...listUnlessEmpty(
      'workload',
      workload.map((entry) => without(plain(entry), plain(workloadDefaults(entry)))),
    ),
    ...listUnlessEmpty(
      'commands',
      commands.map((entry) => plain(entry)),
    ),
    ...listUnlessEmpty(
      'churn',
      churn.map((entry) => without(plain(entry), plain(DEFAULT_CHURN))),
    ),
    ...listUnlessEmpty(
      'beats',
      beats.map((entry) => ({
        ...plain(entry),
        on: 'kind' in entry.on ? without(plain(entry.on), { nth: 1 }) : plain(entry.on),
      })),
    ),
  };
}

/** Same run: everything that decides what happens is equal. */
export function sameDoc(a: ScenarioDoc, b: ScenarioDoc): boolean {
  return samePlain(toSparse(a), toSparse(b));
}

/** A copy of plain data as JSON, typed so. */
export function plain(value: object): JsonObject {
  return JSON.parse(JSON.stringify(value)) as JsonObject;
}

/** `value` without the fields that equal `defaults`; objects are compared field by field, lists as a whole. */
function without(value: JsonObject, defaults: JsonObject): JsonObject {
  const kept: [string, Json][] = [];
  for (const [name, field] of Object.entries(value)) {
    const standard = defaults[name];
    if (standard === undefined) {
      kept.push([name, field]);
    } else if (isObject(field) && isObject(standard)) {
      const differing = without(field, standard);
      if (Object.keys(differing).length > 0) kept.push([name, differing]);
    } else if (!samePlain(field, standard)) {
      kept.push([name, field]);
    }
  }
  return Object.fromEntries(kept);
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !isList(value);
}

function unlessEmpty(name: string, value: JsonObject): JsonObject {
  return Object.keys(value).length === 0 ? {} : { [name]: value };
}

function listUnlessEmpty(name: string, value: readonly Json[]): JsonObject {
  return value.length === 0 ? {} : { [name]: value };
}
