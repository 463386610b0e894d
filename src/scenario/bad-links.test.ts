import { expect, test } from 'vitest';
import { Rng } from '../base/rng.ts';
import { decodeLink } from './codec.ts';
import { badLinks, wholeLinks } from './testing.ts';

const COUNT = 10_000;
/** Of one link, in time of this process: a busy machine does not count. */
const SLOWEST_MS = 1_000;
const HELD_BYTES_MAX = 256 * 1024 * 1024;

test(
  'ten thousand bad links: each is a run or one line, soon and in little memory',
  { timeout: 120_000 },
  async () => {
    for (const link of await wholeLinks()) expect((await decodeLink(link)).ok, link).toBe(true);
    const links = await badLinks(Rng.fromSeed(5), COUNT);
    expect(links).toHaveLength(COUNT);
    const refused = new Map<string, number>();
    const before = held();
    let most = 0;
    let slowest = { ms: 0, kind: '' };
    for (const [index, { kind, link }] of links.entries()) {
      const from = spentMs();
      const decoded = await decodeLink(link);
      const ms = spentMs() - from;
      if (ms > slowest.ms) slowest = { ms, kind };
      if (!decoded.ok) {
        expect(decoded.error, `${kind}: ${link.slice(0, 200)}`).toMatch(/^link: [^\n]{1,1000}$/);
        refused.set(kind, (refused.get(kind) ?? 0) + 1);
      }
      if (index % 100 === 0) most = Math.max(most, held() - before);
    }
    expect(slowest.ms, slowest.kind).toBeLessThan(SLOWEST_MS);
    expect(most).toBeLessThan(HELD_BYTES_MAX);
    // Each kind does damage; some of it only to what a link can do without.
    expect([...refused.keys()]).toHaveLength(new Set(links.map(({ kind }) => kind)).size);
  },
);

function held(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function spentMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
