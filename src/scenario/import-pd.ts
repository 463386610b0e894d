import * as v from 'valibot';
import type { Result } from '../base/result.ts';
import { fail, ok } from '../base/result.ts';
import type { ScenarioDoc } from './document.ts';
import { LIMITS } from './limits.ts';
import { parseScenario } from './parse.ts';
import { bytesOfHex, hexOf, isPrintable, userBytes } from './pd-keys.ts';

/** A store as `GET /pd/api/v1/stores` and `pd-ctl store` print it; fields that are not used may be there. */
const storesSchema = v.object({
  stores: v.array(
    v.object({
      store: v.object({
        id: v.number(),
        state_name: v.optional(v.string(), 'Up'),
        labels: v.optional(v.array(v.object({ key: v.string(), value: v.string() })), () => []),
      }),
    }),
  ),
});

const peerSchema = v.object({
  id: v.number(),
  store_id: v.number(),
  is_learner: v.optional(v.boolean(), false),
  role_name: v.optional(v.string(), 'Voter'),
});

/** A Region as `GET /pd/api/v1/regions` and `pd-ctl region` print it. */
const regionsSchema = v.object({
  regions: v.array(
    v.object({
      id: v.number(),
      start_key: v.optional(v.string(), ''),
      end_key: v.optional(v.string(), ''),
      peers: v.array(peerSchema),
      leader: v.optional(v.partial(peerSchema)),
    }),
  ),
});

type PdStores = v.InferOutput<typeof storesSchema>;
type PdRegions = v.InferOutput<typeof regionsSchema>;

/** A scenario, and in words what of the real cluster it does not carry over. */
export interface Imported {
  readonly doc: ScenarioDoc;
  readonly notes: readonly string[];
}

const ZONE_LABEL = 'zone';
/** When leaders go where they are in the real cluster: the first elections are over by then. */
const TRANSFER_FROM_US = 3_000_000;
const TRANSFER_GAP_US = 20_000;
const UNTIL_US = 30_000_000;

/** Builds a scenario like the cluster that the two documents describe. A failure is one line naming the document and the place. */
export function importPd(stores: PdDocument, regions: PdDocument): Result<Imported> {
  const readStores = readJson(stores, storesSchema);
  if (!readStores.ok) return readStores;
  const readRegions = readJson(regions, regionsSchema);
  if (!readRegions.ok) return readRegions;
  const notes: string[] = [];
  const places = placesOf(stores.name, readStores.value, notes);
  if (!places.ok) return places;
  const sorted = inKeyOrder(regions.name, readRegions.value, places.value.stores, notes);
  if (!sorted.ok) return sorted;
  const rows = sorted.value;
  const keys = splitKeys(regions.name, rows, notes);
  if (!keys.ok) return keys;

  const replicas = Math.min(commonest(rows.map((row) => row.stores.length)), places.value.stores.size);
  const azs = places.value.zones.map((name, i) => ({ id: `az-${i + 1}`, name }));
  const zoneOf = new Map(azs.map((az) => [az.name, az.id]));
  const first = azs[0]?.id ?? 'az-1';
  const led = rows
    .map((row, i) => ({ region: i + 1, store: row.leader }))
    .filter(({ store }) => store > 0)
    .slice(0, LIMITS.commands);
  const uneven = rows.filter((row) => row.stores.length !== replicas).length;
  if (uneven > 0)
    notes.push(`${uneven} Regions have another number of voters than ${replicas}; here all have ${replicas}`);
  notes.push(
    'replicas stand where the simulator places them, each zone once; Region ids are 1, 2, 3 … in key order',
  );
  const parsed = parseScenario({
    v: 1,
    id: 'imported',
    title: 'Imported from PD',
    shows: `${places.value.stores.size} stores and ${rows.length} Regions as PD reported them.`,
    cluster: {
      azs,
      stores: [...places.value.stores.values()].map(({ zone }) => ({ az: zoneOf.get(zone) ?? first })),
      splitKeys: keys.value,
      replicas,
      pd: { az: first },
      etcd: { az: first },
      clientAz: first,
    },
    workload: [{ kind: 'mixed', id: 'load', threads: 8, keys: 200, endAtUs: UNTIL_US - 5_000_000 }],
    commands: [],
    untilUs: UNTIL_US,
  });
  if (!parsed.ok) return fail(`${regions.name}: ${parsed.error}`);
  return ok({ doc: withLeaders(parsed.value, led, notes), notes });
}

/** A document of PD and what to call it in a message. */
export interface PdDocument {
  readonly name: string;
  readonly text: string;
}

function readJson<S extends v.GenericSchema>(
  { name, text }: PdDocument,
  schema: S,
): Result<v.InferOutput<S>> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return fail(
      `${name}: not valid JSON: ${error instanceof Error ? error.message.replaceAll(/\s+/g, ' ') : 'unreadable'}`,
    );
  }
  const parsed = v.safeParse(schema, json, { abortEarly: true });
  if (parsed.success) return ok(parsed.output);
  const [issue] = parsed.issues;
  const path = v.getDotPath(issue) ?? 'the document';
  return fail(`${name}: ${path}: expected ${issue.expected ?? 'something else'}, got ${issue.received}`);
}

interface Place {
  /** Its id here: 1, 2, 3 … in the order of PD's ids. */
  readonly id: number;
  readonly zone: string;
}

interface Places {
  readonly stores: ReadonlyMap<number, Place>;
  readonly zones: readonly string[];
}

function placesOf(name: string, { stores }: PdStores, notes: string[]): Result<Places> {
  const live = stores
    .map(({ store }) => store)
    .filter((store) => store.state_name !== 'Tombstone' && labelOf(store.labels, 'engine') !== 'tiflash')
    .toSorted((a, b) => a.id - b.id);
  if (live.length < stores.length)
    notes.push(`${stores.length - live.length} tombstone or TiFlash stores are left out`);
  if (live.length === 0) return fail(`${name}: stores: expected at least one store that is not a tombstone`);
  if (live.length > LIMITS.stores)
    return fail(`${name}: stores: at most ${LIMITS.stores} are simulated, got ${live.length}`);
  const places = new Map<number, Place>();
  const zones: string[] = [];
  for (const { id, labels } of live) {
    if (places.has(id)) return fail(`${name}: stores: store ${id} is there twice`);
    const zone = labelOf(labels, ZONE_LABEL) ?? 'no zone label';
    if (!zones.includes(zone)) zones.push(zone);
    places.set(id, { id: places.size + 1, zone });
  }
  if (zones.length > LIMITS.azs)
    return fail(`${name}: stores: at most ${LIMITS.azs} zones are drawn, got ${zones.length}`);
  return ok({ stores: places, zones });
}

function labelOf(
  labels: readonly { readonly key: string; readonly value: string }[],
  key: string,
): string | null {
  return labels.find((label) => label.key === key)?.value ?? null;
}

interface Row {
  readonly id: number;
  readonly start: readonly number[];
  readonly end: readonly number[];
  /** Voters' stores and the leader's, by their ids here; 0 for no leader. */
  readonly stores: readonly number[];
  readonly leader: number;
}

/** Regions in key order, without gaps; those beyond the limit are melted into the last one. */
function inKeyOrder(
  name: string,
  { regions }: PdRegions,
  stores: ReadonlyMap<number, Place>,
  notes: string[],
): Result<readonly Row[]> {
  const rows: Row[] = [];
  for (const [i, region] of regions.entries()) {
    const start = bytesOfHex(region.start_key);
    const end = bytesOfHex(region.end_key);
    if (start === null || end === null) {
      const [field, text] = start === null ? ['start_key', region.start_key] : ['end_key', region.end_key];
      return fail(`${name}: regions.${i}.${field}: expected hexadecimal digits, got ${JSON.stringify(text)}`);
    }
    const voters = region.peers.filter((peer) => !peer.is_learner && peer.role_name !== 'Learner');
    const places: number[] = [];
    for (const [k, peer] of voters.entries()) {
      const place = stores.get(peer.store_id);
      if (place === undefined)
        return fail(`${name}: regions.${i}.peers.${k}.store_id: there is no store ${peer.store_id}`);
      places.push(place.id);
    }
    if (places.length === 0) return fail(`${name}: regions.${i}.peers: expected at least one voter`);
    const leader = stores.get(region.leader?.store_id ?? 0)?.id ?? 0;
    rows.push({ id: region.id, start, end, stores: places, leader });
  }
  rows.sort((a, b) => compareBytes(a.start, b.start));
  if (rows.length === 0) return fail(`${name}: regions: expected at least one Region`);
  for (const [i, row] of rows.entries()) {
    const before = i === 0 ? [] : (rows[i - 1]?.end ?? []);
    if (compareBytes(before, row.start) !== 0 || (i > 0 && before.length === 0))
      return fail(
        `${name}: regions: Region ${row.id} begins at "${hexOf(row.start)}", expected "${hexOf(before)}" (is the list cut? pd-ctl has a limit)`,
      );
  }
  if ((rows.at(-1)?.end.length ?? 0) > 0)
    return fail(
      `${name}: regions: no Region reaches the end of the key space (is the list cut? pd-ctl has a limit)`,
    );
  if (rows.length <= LIMITS.regions) return ok(rows);
  notes.push(
    `${rows.length} Regions: the first ${LIMITS.regions} are simulated, the last of them holds the rest`,
  );
  return ok(rows.slice(0, LIMITS.regions));
}

function compareBytes(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** Boundaries as keys that can be typed: as they are when all are printable, else all in hexadecimal, which sorts alike. */
function splitKeys(name: string, rows: readonly Row[], notes: string[]): Result<readonly string[]> {
  const boundaries = rows.slice(1).map((row) => userBytes(row.start));
  if (boundaries.every(isPrintable)) return ok(boundaries.map((bytes) => String.fromCharCode(...bytes)));
  notes.push('Region boundaries are no printable keys: they are written in hexadecimal');
  const keys = boundaries.map(hexOf);
  const long = keys.findIndex((key) => key.length > LIMITS.nameChars);
  if (long < 0) return ok(keys);
  return fail(
    `${name}: Region ${rows[long + 1]?.id ?? 0}: boundaries of at most ${LIMITS.nameChars / 2} bytes are simulated, got ${(keys[long]?.length ?? 0) / 2}`,
  );
}

function commonest(counts: readonly number[]): number {
  const seen = new Map<number, number>();
  for (const count of counts) seen.set(count, (seen.get(count) ?? 0) + 1);
  let best = counts[0] ?? 1;
  for (const [count, times] of seen) if (times > (seen.get(best) ?? 0)) best = count;
  return best;
}

/** Leaders go to the stores where they really are, as far as the Region has a replica there. */
function withLeaders(
  doc: ScenarioDoc,
  led: readonly { readonly region: number; readonly store: number }[],
  notes: string[],
): ScenarioDoc {
  // With a replica on every store every transfer is possible; else where a replica stands is the simulator's choice.
  if (doc.cluster.replicas < doc.cluster.stores.length) {
    notes.push('leaders are spread by the simulator: not every store has a replica of every Region');
    return doc;
  }
  const stores = doc.cluster.stores.length;
  const moves = led.filter(({ region, store }) => store !== ((region - 1) % stores) + 1);
  return {
    ...doc,
    commands: moves.map(({ region, store }, i) => ({
      at: TRANSFER_FROM_US + i * TRANSFER_GAP_US,
      do: 'transferLeader',
      region,
      store,
    })),
  };
}
