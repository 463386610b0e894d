import { describe, expect, it } from 'vitest';
import { keyOf, valueOf } from './keys.ts';

describe('workload keys', () => {
  it('are unique over threads and numbers', () => {
    const seen = new Set<string>();
    for (let thread = 0; thread < 40; thread++) for (let i = 0; i < 100; i++) seen.add(keyOf(thread, i));
    seen.add(keyOf(1_200, 0));
    seen.add(keyOf(120, 10_000));
    expect(seen.size).toBe(4_002);
  });

  it('spread evenly over the letters, within a thread and at any moment over the threads', () => {
    const letters = (keys: string[]): number[] => {
      const counts = new Map<string, number>();
      for (const key of keys) counts.set(key.charAt(0), (counts.get(key.charAt(0)) ?? 0) + 1);
      return [...counts.values()];
    };
    const ofThread = letters(Array.from({ length: 1_000 }, (_, i) => keyOf(17, i)));
    expect(ofThread).toHaveLength(26);
    expect(Math.max(...ofThread) - Math.min(...ofThread)).toBeLessThanOrEqual(1);
    const atOnce = letters(Array.from({ length: 400 }, (_, thread) => keyOf(thread, 5)));
    expect(atOnce).toHaveLength(26);
    expect(Math.max(...atOnce) - Math.min(...atOnce)).toBeLessThanOrEqual(1);
  });

  it('read well, and values say which version of which key they are', () => {
    expect(keyOf(17, 42)).toBe('js-t017k0042');
    expect(valueOf('js-t017k0042', 2, 24)).toBe('js-t017k0042=2..........');
    expect(valueOf('js-t017k0042', 2, 3)).toBe('js-t017k0042=2');
  });
});
