import { describe, expect, it } from 'vitest';
import type { TraceRecord } from '../../model/trace.ts';
import { decodeLink, encodeLink } from '../../scenario/codec.ts';
import { libraryDoc } from '../../scenario/library/index.ts';
import type { TraceFilter, TraceLines } from '../../worker/protocol.ts';
import { lastEventOf, retold, withCaption } from './authoring.ts';

const RECORDS: readonly TraceRecord[] = [2, 3, 2, 3, 2].map((region, n) => ({
  n,
  at: (n + 1) * 1_000,
  item: n,
  cause: -1,
  by: 'store-1',
  event: { kind: 'region.split-proposed', region, store: 1, splitKey: 'm', newRegion: 9 },
}));

/** Answers as the engine does, from a few records. */
function door(oldestKept = 0) {
  return {
    trace: (query: TraceFilter): Promise<TraceLines> => {
      const found = RECORDS.filter(
        ({ at, event }) =>
          at <= query.before &&
          (query.kinds === null || query.kinds.includes(event.kind)) &&
          (query.region === null || ('region' in event && event.region === query.region)),
      );
      const lines = found.slice(-query.limit).map((record) => ({ record, words: `split ${record.n}` }));
      return Promise.resolve({ lines, matched: found.length, oldestKept });
    },
  };
}

const at = (selection: string | null, cursor: number) => ({ selection, frame: null, cursor });

describe('binding a caption to an event', () => {
  it('counts which one it was of those that concern the selection', async () => {
    expect(await lastEventOf(door(), at('region:2', 3_500))).toEqual({
      on: { kind: 'region.split-proposed', nth: 2, region: 2 },
      at: 3_000,
      words: 'split 2',
    });
    expect(await lastEventOf(door(), at('region:3', 9_000))).toMatchObject({ on: { nth: 2, region: 3 } });
  });

  it('is not offered without a selection, before anything happened, or when the beginning was forgotten', async () => {
    expect(await lastEventOf(door(), at(null, 9_000))).toBeNull();
    expect(await lastEventOf(door(), at('region:2', 500))).toBeNull();
    expect(await lastEventOf(door(7), at('region:2', 9_000))).toBeNull();
  });
});

describe('captions', () => {
  const early = { id: 'a', caption: 'early', on: { at: 1_000 } };
  const bound = { id: 'b', caption: 'bound', on: { kind: 'raft.role-changed', nth: 1 } as const };
  const late = { id: 'caption-3', caption: 'late', on: { at: 9_000 } };

  it('stand in the order of their moments, with ids of their own', () => {
    const marks = [{ at: 5_000, kind: 'caption', words: 'bound', command: null } as const];
    const told = withCaption([early, bound], 'between', { at: 3_000 }, 3_000, marks);
    expect(told.map(({ caption }) => caption)).toEqual(['early', 'between', 'bound']);
    const more = withCaption([early, late], 'last', { at: 9_500 }, 9_500, marks);
    expect(more.map(({ id }) => id)).toEqual(['a', 'caption-3', 'caption-4']);
  });

  it('survive in a link, with the library’s story they were written over', async () => {
    const story = libraryDoc('first-light');
    if (story === null) throw new Error('no story');
    const told = retold(story, { title: 'Mine', shows: 'What I did.', beats: [early, bound] });
    if (!told.ok) throw new Error(told.error);
    const link = await encodeLink(told.value);
    const read = await decodeLink(link.ok ? link.value : '');
    expect(read).toMatchObject({ ok: true, value: { doc: { title: 'Mine', beats: [early, bound] } } });
  });

  it('that no document can carry are refused in one line', () => {
    const story = libraryDoc('first-light');
    if (story === null) throw new Error('no story');
    const long = retold(story, {
      title: 'Mine',
      shows: '',
      beats: [{ ...early, caption: 'x'.repeat(3_000) }],
    });
    expect(long).toMatchObject({ ok: false, error: expect.stringContaining('2000 characters') });
  });
});
