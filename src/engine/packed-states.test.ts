import { expect, test } from 'vitest';
import { Rng } from '../base/rng.ts';
import { oneSection } from '../base/sections.ts';
import { PackedStates } from './packed-states.ts';

/** A state that changes a little from one moment to the next. */
function* moments(rng: Rng): Generator<Uint8Array, never> {
  let bytes = Uint8Array.from({ length: 3_000 }, () => rng.below(256));
  for (;;) {
    bytes = bytes.slice();
    for (let i = 0; i < 20; i++) bytes[rng.below(bytes.length)] = rng.below(256);
    yield bytes;
  }
}

test('each state comes back, whichever others are dropped or forgotten meanwhile', () => {
  const rng = Rng.fromSeed(7);
  const states = new PackedStates<number>(2);
  const twin: { readonly about: number; readonly bytes: Uint8Array }[] = [];
  let about = 0;
  for (const bytes of moments(rng)) {
    states.push(about, oneSection(bytes));
    twin.push({ about, bytes });
    if (rng.below(10) === 0) {
      const place = rng.below(twin.length);
      states.drop(place);
      twin.splice(place, 1);
    }
    if (rng.below(40) === 0)
      for (let i = rng.below(Math.min(12, twin.length)); i > 0; i--) {
        states.pop();
        twin.pop();
      }
    expect(states.all.map((state) => state.about)).toEqual(twin.map((each) => each.about));
    const place = rng.below(Math.max(1, twin.length));
    const wanted = twin[place]?.bytes;
    // Comparing thousands of bytes in an assertion takes longer than everything else.
    if (wanted !== undefined)
      expect(Buffer.compare(states.unpack(states.all[place] ?? null).bytes, wanted)).toBe(0);
    if (++about === 700) break;
  }
  expect(twin.length).toBeGreaterThan(400);
  expect(states.bytes).toBe(states.all.reduce((sum, { packed }) => sum + packed.bytes.length, 0));
  // Far less than all of them whole, and only a few stand for themselves.
  expect(states.bytes).toBeLessThan(twin.length * 400);
  expect(states.all.filter(({ base }) => base === null).length).toBeLessThan(10);
});
