import { describe, expect, test } from 'vitest';
import { createEngine } from '../engine/index.ts';
import type { Engine } from '../engine/index.ts';
import type { Frame, PeerRow } from '../model/frame.ts';
import { libraryDoc } from '../scenario/library/index.ts';
import { FramePacker } from './frame-packer.ts';
import type { FramePacket } from './frame-packet.ts';
import { FrameUnpacker } from './frame-unpacker.ts';
import { PEER_COLUMNS } from './peer-columns.ts';

const MS = 1_000;

function engineOf(id: string): Engine {
  const doc = libraryDoc(id);
  const built = doc === null ? null : createEngine(doc, { history: true });
  if (built?.ok !== true) throw new Error(`no engine for ${id}`);
  return built.value;
}

/** Both ends with a port between them. */
class Way {
  private readonly packer = new FramePacker();
  private readonly unpacker = new FrameUnpacker();
  last: FramePacket | null = null;

  pass(frame: Frame): Frame {
    this.last = structuredClone(this.packer.frame(frame));
    return this.unpacker.frame(this.last);
  }
}

describe('frames through the port', () => {
  test('come out as they went in, also after a leap back and after a command', () => {
    const engine = engineOf('first-light');
    const way = new Way();
    for (let at = 0; at < 1_500 * MS; at += 13 * MS) {
      engine.advance(at);
      expect(way.pass(engine.frame())).toEqual(engine.frame());
    }
    engine.seek(200 * MS);
    expect(way.pass(engine.frame())).toEqual(engine.frame());
    for (const action of ['splitRegion', 'kill'] as const) {
      const [region] = engine.frame().regions;
      if (action === 'kill') engine.act({ do: action, process: 'store-2' });
      else engine.act({ do: action, region: region?.id ?? 0, key: 'b' });
      engine.advance(engine.at + 400 * MS);
      expect(way.pass(engine.frame())).toEqual(engine.frame());
    }
  });

  test('what has not changed is not sent and stays the same row', () => {
    const engine = engineOf('first-light');
    const way = new Way();
    engine.advance(1_000 * MS);
    const before = way.pass(engine.frame());
    const again = way.pass(engine.frame());
    expect(again.peers).toBe(before.peers);
    expect(again.etcd).toBe(before.etcd);
    const frame = engine.frame();
    const [first, ...others] = frame.peers;
    const [flight] = frame.flights;
    if (first === undefined || flight === undefined) throw new Error('a replica and a message expected');
    const next = way.pass({
      ...frame,
      peers: [{ ...first, term: 99 }, ...others],
      flights: frame.flights.slice(1),
    });
    expect(next.peers[0]?.term).toBe(99);
    expect(next.peers.slice(1).every((row, index) => row === before.peers[index + 1])).toBe(true);
    expect(next.flights.every((row, index) => row === before.flights[index + 1])).toBe(true);
    expect(way.last?.flights?.fresh).toEqual([]);
    expect(way.last?.peers?.fresh).toHaveLength(PEER_COLUMNS);
  });

  test('every word of a replica has its number', () => {
    const engine = engineOf('first-light');
    engine.advance(100 * MS);
    const frame = engine.frame();
    const [row] = frame.peers;
    if (row === undefined) throw new Error('a replica expected');
    const roles: PeerRow['role'][] = ['follower', 'pre-candidate', 'candidate', 'leader'];
    for (const role of roles) {
      const odd = { ...row, role, learner: true, member: 'demoting', note: 'transferring' } as const;
      expect(new Way().pass({ ...frame, peers: [odd] }).peers).toEqual([odd]);
    }
  });

  test('a lost packet is noticed', () => {
    const frame = engineOf('first-light').frame();
    const packer = new FramePacker();
    const unpacker = new FrameUnpacker();
    unpacker.frame(packer.frame(frame));
    packer.frame({ ...frame, at: 1 });
    expect(() => unpacker.frame(packer.frame({ ...frame, at: 2 }))).toThrow('frame 3 follows 2');
  });

  test('marks pass once', () => {
    const packer = new FramePacker();
    const unpacker = new FrameUnpacker();
    const marks = [{ at: 1, kind: 'caption', words: 'led', command: null }] as const;
    expect(unpacker.marks(packer.marks(marks))).toEqual(marks);
    expect(packer.marks(marks)).toBeNull();
    expect(unpacker.marks(packer.marks(marks))).toEqual(marks);
  });
});
