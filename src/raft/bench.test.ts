import { describe, expect, it } from 'vitest';
import { benchGroup, benchMulti, idleGroups } from './bench.ts';

// Only that the workloads run and count right: figures are for `raftide bench`.
describe('the benchmarks', () => {
  const clock = (): (() => number) => {
    let ms = 0;
    return () => (ms += 1000);
  };

  it.each([
    [3, 8],
    [5, 16],
  ])('%i peers exchange %i messages per entry, one at a time', (peers, messages) => {
    const figures = benchGroup(peers, 'seq', 200, clock());
    expect(figures).toMatchObject({ entries: 200, messages: 200 * messages, entriesPerSecond: 200 });
  });

  it('pipe and batch commit everything', () => {
    expect(benchGroup(3, 'pipe', 5000, clock()).entries).toBe(5000);
    expect(benchGroup(3, 'batch', 6400, clock()).entries).toBe(6400);
  });

  it('many groups', () => {
    expect(benchMulti(10, 4, 5, clock())).toMatchObject({ entries: 20, groups: 10, active: 4 });
    expect(idleGroups(4).length).toBe(12);
  });
});
