import { readFileSync, readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Action } from '../model/command.ts';
import { formatAction, formatTimed } from './actions.ts';
import { parseAction, parseTimed } from './parse-action.ts';
import { decodeLink, encodeLink } from './codec.ts';
import { DEFAULT_CLUSTER, DEFAULT_CONFIG, WATCHABLE_CONFIG } from './defaults.ts';
import type { ScenarioDoc } from './document.ts';
import { deflateAscii } from './deflate.ts';
import { checksum } from './checksum.ts';
import { encodeBase64Url } from './base64url.ts';
import { libraryDoc, libraryList } from './library/index.ts';
import { LIMITS } from './limits.ts';
import { inOrder } from './commands.ts';
import { parseScenario } from './parse.ts';
import { RULE_IDS } from './rules.ts';
import { plain, sameDoc, toSparse } from './sparse.ts';

const name = fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,12}$/);
const key = fc.stringMatching(/^[\x20-\x7e]{1,20}$/);
const id = fc.integer({ min: 1, max: 1_000_000 });
const moment = fc.integer({ min: 0, max: LIMITS.untilUs });

const action: fc.Arbitrary<Action> = fc.oneof(
  fc.record({ do: fc.constant('splitRegion' as const), region: id, key }, { requiredKeys: ['do', 'region'] }),
  fc.record(
    { do: fc.constant('mergeRegion' as const), region: id, target: id },
    { requiredKeys: ['do', 'region'] },
  ),
  fc.record({ do: fc.constant('transferLeader' as const), region: id, store: id }),
  fc.record({ do: fc.constant('addPeer' as const), region: id, store: id }),
  fc.record({ do: fc.constant('removePeer' as const), region: id, store: id }),
  fc.record({ do: fc.constant('movePeer' as const), region: id, from: id, to: id }),
  fc.record({
    do: fc.constantFrom('kill' as const, 'restart' as const, 'pause' as const, 'resume' as const),
    process: name,
  }),
  fc.record({ do: fc.constantFrom('killAz' as const, 'restartAz' as const), az: name }),
  fc.record({ do: fc.constant('put' as const), key, value: fc.string({ maxLength: 40, unit: 'binary' }) }),
  fc.record({ do: fc.constantFrom('get' as const, 'delete' as const), key }),
  fc.record(
    { do: fc.constant('createChangefeed' as const), changefeed: name, startKey: key, endKey: key },
    { requiredKeys: ['do', 'changefeed'] },
  ),
  fc.constant({ do: 'resignOwner' as const }),
  fc.record({
    do: fc.constant('fault' as const),
    id: name,
    fault: name,
    with: fc.dictionary(
      fc
        .stringMatching(/^[a-z][A-Za-z0-9]{0,8}$/)
        .filter((word) => !['id', 'fault', 'at', 'do'].includes(word)),
      fc.oneof(fc.string({ maxLength: 20 }), fc.integer()),
      { maxKeys: 4, noNullPrototype: true },
    ),
  }),
  fc.record({ do: fc.constant('heal' as const), id: name }),
  fc.record({ do: fc.constant('dropMessage' as const), message: id }),
  fc.record({ do: fc.constant('delayMessage' as const), message: id, byUs: id }),
  fc.record(
    { do: fc.constant('duplicateMessage' as const), message: id, byUs: id },
    { requiredKeys: ['do', 'message'] },
  ),
);

const config = fc
  .record({
    tickUs: fc.integer({ min: 1_000, max: 1_000_000 }),
    preVote: fc.boolean(),
    fsyncUs: fc.integer({ min: 0, max: 10_000 }),
    watchable: fc.boolean(),
  })
  .map(({ tickUs, preVote, fsyncUs, watchable }) => {
    const base = watchable ? WATCHABLE_CONFIG : DEFAULT_CONFIG;
    return {
      ...base,
      raft: { ...base.raft, tickUs, leaderLeaseUs: tickUs * 9, preVote },
      disk: { ...base.disk, fsyncUs },
    };
  });

const az = fc.constantFrom('az-1', 'az-2', 'az-3').map((zone) => ({ az: zone }));

const workload = fc.oneof(
  fc.record({
    kind: fc.constant('counter' as const),
    threads: fc.integer({ min: 1, max: 400 }),
    keys: fc.integer({ min: 1, max: 1_000 }),
    startAtUs: moment,
    thinkUs: moment,
    pauseBetweenUs: moment,
    readBack: fc.boolean(),
    valueBytes: fc.nat(4_096),
  }),
  fc.record({
    kind: fc.constant('mixed' as const),
    threads: fc.integer({ min: 1, max: 400 }),
    keys: fc.integer({ min: 1, max: 1_000 }),
    startAtUs: fc.constant(0),
    endAtUs: moment,
    thinkUs: moment,
    readPercent: fc.integer({ min: 0, max: 60 }),
    deletePercent: fc.integer({ min: 0, max: 40 }),
    valueBytes: fc.nat(4_096),
  }),
);

/** Documents that are valid by construction, near to and far from the defaults. */
const document: fc.Arbitrary<ScenarioDoc> = fc.record({
  v: fc.constant(1 as const),
  id: fc.oneof(name, fc.constantFrom(...libraryList().map((entry) => entry.id))),
  title: fc.string({ maxLength: 40, unit: 'binary' }),
  shows: fc.string({ maxLength: 80, unit: 'binary' }),
  seed: fc.maxSafeNat(),
  cluster: fc
    .record({
      stores: fc.array(az, { minLength: 3, maxLength: 9 }),
      splitKeys: fc.uniqueArray(key, { maxLength: 12 }).map((keys) => keys.sort()),
      replicas: fc.integer({ min: 1, max: 3 }),
      captures: fc.array(az, { minLength: 1, maxLength: 3 }),
      withChangefeed: fc.boolean(),
      atUs: moment,
      spans: fc.integer({ min: 1, max: 8 }),
    })
    .map(({ withChangefeed, atUs, spans, ...rest }) => ({
      ...DEFAULT_CLUSTER,
      ...rest,
      recovery: withChangefeed ? { stores: 1, replicas: 1, az: 'az-2' } : null,
      changefeeds: withChangefeed ? [{ id: 'cf-1', atUs, startKey: '', endKey: '', spans }] : [],
    })),
  config,
  rules: fc.record({ off: fc.uniqueArray(fc.constantFrom(...RULE_IDS), { maxLength: 4 }) }),
  workload: fc
    .array(workload, { maxLength: 3 })
    .map((entries) => entries.map((entry, i) => ({ ...entry, id: `w-${i}` }))),
  commands: fc
    .array(
      fc.tuple(moment, action).map(([at, what]) => ({ at, ...what })),
      { maxLength: 5 },
    )
    .map(inOrder),
  churn: fc.array(
    fc.record({
      do: fc.constantFrom('split' as const, 'merge' as const, 'transfer' as const),
      startAtUs: moment,
      everyUs: fc.integer({ min: 1_000, max: 9_000_000 }),
      count: fc.integer({ min: 1, max: 9_999 }),
    }),
    { maxLength: 2 },
  ),
  beats: fc
    .array(
      fc.record({
        caption: fc.string({ maxLength: 60, unit: 'binary' }),
        on: fc.oneof(
          fc.record({ at: moment }),
          fc.record({ kind: fc.constant('run.drained' as const), nth: fc.integer({ min: 1, max: 9 }) }),
        ),
      }),
      { maxLength: 3 },
    )
    .map((beats) => beats.map((beat, i) => ({ ...beat, id: `b-${i}` }))),
  untilUs: fc.integer({ min: 1, max: LIMITS.untilUs }),
  stopWhenDrained: fc.boolean(),
  stopOnViolation: fc.boolean(),
  rate: fc.constantFrom(0.05, 0.2, 1, 10),
});

describe('what is written reads back the same', () => {
  test('a document, whatever it says', () => {
    fc.assert(
      fc.property(document, (doc) => {
        expect(parseScenario(toSparse(doc))).toEqual({ ok: true, value: doc });
      }),
      { numRuns: 300 },
    );
  });

  test('a complete document is a valid sparse one', () => {
    for (const entry of libraryList()) {
      const doc = libraryDoc(entry.id);
      expect(doc === null ? null : parseScenario(plain(doc))).toEqual({ ok: true, value: doc });
    }
  });

  test('an action as text', () => {
    fc.assert(
      fc.property(action, (what) => {
        expect(parseAction(formatAction(what))).toEqual({ ok: true, value: what });
      }),
      { numRuns: 1_000 },
    );
  });

  test('a command with its moment as text', () => {
    fc.assert(
      fc.property(moment, action, (at, what) => {
        expect(parseTimed(formatTimed({ at, action: what }))).toEqual({
          ok: true,
          value: { at, action: what },
        });
      }),
      { numRuns: 300 },
    );
  });

  test('a link, with moment and selection', async () => {
    await fc.assert(
      fc.asyncProperty(
        document,
        fc.option(moment),
        fc.constantFrom(null, 'region:3', 'peer:3@2', 'capture:capture-a'),
        async (doc, at, selection) => {
          const link = await encodeLink(doc, { at, selection });
          const decoded = link.ok ? await decodeLink(link.value) : link;
          expect(decoded).toEqual({
            ok: true,
            value: { doc, view: { at, selection }, unmodified: false, ignored: [] },
          });
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('damaged links', () => {
  const ALPHABET = 'ABCXYZabcxyz0189-_=+/%?&#.:~ \u00e9';

  test('never throw, and never read as another run', async () => {
    const edited = {
      ...(libraryDoc('first-light') as ScenarioDoc),
      commands: [{ at: 5_000_000, do: 'kill' as const, process: 'store-1' }],
    };
    const link = await encodeLink(edited, { at: 12_500_000, selection: 'region:3' });
    const good = link.ok ? link.value : '';
    expect(good).toMatch(/^#\/run\/v1\./);
    const mutation = fc.oneof(
      fc.record({ at: fc.nat(good.length), cut: fc.integer({ min: 0, max: 40 }), insert: fc.constant('') }),
      fc.record({
        at: fc.nat(good.length),
        cut: fc.integer({ min: 0, max: 3 }),
        insert: fc.string({ maxLength: 4, unit: fc.constantFrom(...ALPHABET.split('')) }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 3 }), async (mutations) => {
        let mutated = good;
        for (const { at, cut, insert } of mutations)
          mutated = mutated.slice(0, at) + insert + mutated.slice(at + cut);
        const decoded = await decodeLink(mutated);
        // Only the query may have changed; the run itself is guarded by its checksum, except for an added seed.
        const sameRun = decoded.ok && sameDoc({ ...decoded.value.doc, seed: edited.seed }, edited);
        const refused = !decoded.ok && /^link: [^\n]+$/.test(decoded.error);
        expect(sameRun || refused, JSON.stringify(decoded)).toBe(true);
      }),
      { numRuns: 3_000 },
    );
  });

  test('of any text answer with one line', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string({ maxLength: 200 }),
          fc.string({ maxLength: 200, unit: 'binary' }).map((text) => `#/run/v1.${text}`),
        ),
        async (text) => {
          const decoded = await decodeLink(text);
          expect(decoded.ok ? 'link:' : decoded.error).toMatch(/^link:/);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test('of any packed text answer with one line', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.json(),
          fc.json().map((json) => `{"doc":${json}}`),
        ),
        async (json) => {
          const packed = await deflateAscii(`{"sum":"${checksum(json)}",${json.slice(1)}`);
          const decoded = await decodeLink(`#/run/v1.${packed.ok ? encodeBase64Url(packed.value) : ''}`);
          expect(decoded.ok ? '' : decoded.error).toMatch(/^link: [^\n]+$/);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('that unpack to far more than a run are stopped at the bound', async () => {
    const bomb = await deflateAscii('a'.repeat(30_000_000));
    const link = `#/run/v1.${bomb.ok ? encodeBase64Url(bomb.value) : ''}`;
    expect(link.length).toBeLessThan(LIMITS.linkChars);
    expect(await decodeLink(link)).toEqual({
      ok: false,
      error: `link: its contents are larger than ${LIMITS.linkJsonBytes} bytes`,
    });
  });
});

describe('kept links', () => {
  const folder = new URL('./testdata/links/', import.meta.url);
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));

  test('there are some of every version so far', () => {
    expect(files.some((file) => file.startsWith('v1-'))).toBe(true);
  });

  test.each(files)('%s opens as the run that it was made from', async (file) => {
    const kept = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as {
      link: string;
      run: Record<string, unknown>;
      at: number | null;
      selection: string | null;
    };
    const decoded = await decodeLink(kept.link);
    if (!decoded.ok) throw new Error(decoded.error);
    // Captions and titles may be reworded; what happens may not change.
    expect({ ...toSparse(decoded.value.doc), title: '', shows: '', beats: [] }).toMatchObject(kept.run);
    expect(decoded.value.view).toEqual({ at: kept.at, selection: kept.selection });
  });
});
