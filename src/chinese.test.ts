import { beforeAll, describe, expect, it } from 'vitest';
import { must } from './base/assert.ts';
import { CHECKS } from './checks/index.ts';
import { FAULTS } from './faults/index.ts';
import { createEngine } from './engine/index.ts';
import { describe as inWords } from './model/describe.ts';
import { libraryDoc, libraryList } from './scenario/library/index.ts';
import { ACTIONS } from './scenario/actions.ts';
import { parseAction } from './scenario/parse-action.ts';
import { RAW_ACTIONS } from './scenario/raw-actions.ts';
import { RULES } from './scenario/rules.ts';
import { sentenceOf } from './scenario/sentence.ts';
import { FIDELITY } from './ui/fidelity.ts';
import type { Translator } from './ui/strings/translator.ts';
import { chinese } from './ui/strings/zh/index.ts';
import { RULES_ZH } from './ui/strings/zh/rules.ts';
import { CHECKS_ZH } from './ui/strings/zh/checks.ts';
import { STORIES_ZH } from './ui/strings/zh/stories/index.ts';

const CHINESE = /[\u4e00-\u9fff]/u;
/** Words of the field that are English in Chinese too, and the keys of messages. */
const STAYS = new Set(
  'epoch,confVer,version,leader,leaders,learners,voters,peers,peer id,resolved ts,checkpoint,raft,CDC,cdc,TSO,apply,check-leader,store,stores,etcd,owner,capture,changefeed,spans,operators'.split(
    ',',
  ),
);
let book: Translator;

beforeAll(() => {
  book = chinese();
});

/** Those of `sentences` that come back without a Chinese character. */
function missing(sentences: readonly string[]): readonly string[] {
  return sentences.filter((text) => !CHINESE.test(book.find(text) ?? ''));
}

describe('Chinese', () => {
  it('has every rule', () => {
    expect(RULES.filter(({ id }) => !CHINESE.test(RULES_ZH[id] ?? '')).map(({ id }) => id)).toEqual([]);
  });

  it('has every check, its title and its promise', () => {
    expect(
      CHECKS.filter(({ id }) => !CHINESE.test(`${CHECKS_ZH[id]?.title}${CHECKS_ZH[id]?.words}`)).map(
        ({ id }) => id,
      ),
    ).toEqual([]);
  });

  it('has every fidelity note', () => {
    // Names such as RocksDB stay.
    expect(FIDELITY.filter(({ what }) => book.find(what) === null).map(({ what }) => what)).toEqual([]);
    expect(missing(FIDELITY.map(({ words }) => words))).toEqual([]);
  });

  it('has every story: title, what it shows, each caption', () => {
    const unsaid = libraryList().flatMap(({ id }) => {
      const said = STORIES_ZH[id];
      if (said === undefined) return [id];
      const beats = must(libraryDoc(id), id).beats.map((beat) => beat.id);
      return beats.filter((beat) => !CHINESE.test(said.beats[beat] ?? '')).map((beat) => `${id} ${beat}`);
    });
    expect(unsaid).toEqual([]);
  });

  it('leaves alone what it does not know, rather than scramble it', () => {
    expect(book.find('A new rule of Region leaders that nobody has put into Chinese.')).toBeNull();
  });

  it('has every fault', () => {
    const given = {
      process: 'store-1',
      az: 'az-1',
      from: 'store-1',
      to: 'store-2',
      ways: 'both',
      lane: 'apply',
      addUs: 1_000,
      lossPpm: 10,
      offsetUs: 1_000,
      driftPpm: 0,
      region: 0,
    };
    expect(FAULTS.length).toBeGreaterThan(5);
    expect(missing(FAULTS.map((kind) => kind.words(given)))).toEqual([]);
  });

  it('has what is done to messages', () => {
    const said = [
      'drop the message append from store-1 to store-2',
      'delay the message append reply from store-1 to store-2 by 50.0 ms',
      'duplicate the message vote from store-1 to store-2, 1.00 s later',
      'duplicate the message vote from store-1 to store-2',
      'message 1207 is not on its way now',
      'message 1207 will not arrive anyway',
      'store-1 is down: its connection ends behind the message',
      'raw-put-response travels on a stream that delivers each message once; only raft messages can come twice',
    ];
    expect(missing(said)).toEqual([]);
  });

  it('has what the inspector says of each kind of thing, and why something cannot be done to it', () => {
    const doc = must(libraryDoc('first-light'), 'first-light');
    const built = createEngine(doc, { history: false });
    if (!built.ok) throw new Error(built.error);
    const engine = built.value;
    engine.advance(4_000_000);
    const refs = [
      'region:4',
      'peer:4@1',
      'peer:4@2',
      ...engine.frame().processes.map(({ id }) => `process:${id}`),
      'store:1',
      'changefeed:cf-1',
    ];
    // What the story itself has named.
    const named = new Set(doc.workload.map(({ id }) => id));
    const sentences = new Set<string>();
    const names = new Set<string>();
    for (const ref of refs) {
      const said = engine.inspect(ref);
      if (said === null) continue;
      for (const action of said.actions) {
        sentences.add(action.words);
        if (action.impossible !== '') sentences.add(action.impossible);
      }
      // A peer's is its role, which stays.
      if (!ref.startsWith('peer:')) sentences.add(said.subtitle);
      for (const fact of said.facts) names.add(fact.name).add(fact.group);
    }
    expect(sentences.size).toBeGreaterThan(20);
    expect(missing([...sentences])).toEqual([]);
    const own = [...names].filter((name) => !STAYS.has(name) && !/[\d[]/.test(name) && !named.has(name));
    expect(missing(own)).toEqual([]);
  });

  it('has every name and every value of a raft message, and what a leader knows of its followers', () => {
    const built = createEngine(must(libraryDoc('az-move'), 'az-move'), { history: false });
    if (!built.ok) throw new Error(built.error);
    const engine = built.value;
    const said = new Set<string>();
    const types = new Set<string>();
    for (let at = 2_000; at < 3_000_000; at += 1_700) {
      engine.advance(at);
      const raft = engine.frame().flights.filter(({ family }) => family === 'raft');
      for (const ref of [
        ...raft.map(({ id }) => `message:${id}`),
        'region:1',
        'peer:1@1',
        'process:client-1',
      ]) {
        for (const { group, name, value } of engine.inspect(ref)?.facts ?? []) {
          const [, type] = group.split(': ');
          if (type !== undefined) {
            types.add(type);
            said.add(name);
          }
          // Two words are a phrase; names of stores stay.
          if (/[a-z]{2}.* .*[a-z]{2}/.test(value.replaceAll(/store \d+/g, ''))) said.add(value);
        }
      }
    }
    expect([...types]).toEqual(
      expect.arrayContaining(['MsgVote', 'MsgApp', 'MsgAppResp', 'MsgHeartbeat', 'MsgHeartbeatResp']),
    );
    expect(said.size).toBeGreaterThan(30);
    expect(missing([...said])).toEqual([]);
  });

  it('says every action that is still to come, but for what was typed', () => {
    const typed = new Set<string>(RAW_ACTIONS.map(({ id }) => id));
    const actions = ACTIONS.map(({ example }) => parseAction(example)).flatMap((each) =>
      each.ok ? [each.value] : [],
    );
    expect(actions).toHaveLength(ACTIONS.length);
    expect(missing(actions.filter((action) => !typed.has(action.do)).map(sentenceOf))).toEqual([]);
    expect(missing([sentenceOf({ do: 'mergeRegion', region: 3 })])).toEqual([]);
  });

  // Stories that between them use raft, Regions, timestamps, transactions, captures and faults.
  it.each(['rawkv-case-3-2-merge', 'owner-switch', 'h10-failed-flush', 'txn-bank'])(
    'says at least 98 of 100 lines of the log of %s',
    (id) => {
      const doc = must(libraryDoc(id), id);
      const built = createEngine(doc, { history: false });
      if (!built.ok) throw new Error(built.error);
      const engine = built.value;
      let all = 0;
      let unsaid = 0;
      const examples = new Map<string, string>();
      engine.onRecord = ({ event }) => {
        all++;
        const text = inWords(event);
        if (missing([text]).length === 0) return;
        unsaid++;
        examples.set(event.kind, text);
      };
      engine.advance(Math.min(doc.untilUs, 5_000_000));
      expect(all).toBeGreaterThan(200);
      if (unsaid > all * 0.02) expect([...examples.values()]).toEqual([]);
    },
  );
});
