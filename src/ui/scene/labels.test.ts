import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeLabels, spread } from './labels.ts';

describe('placeLabels', () => {
  it('never lets two labels of a row overlap nor leave the bounds', () => {
    const wish = fc.record({
      x: fc.integer({ min: -50, max: 650 }),
      width: fc.integer({ min: 1, max: 200 }),
      priority: fc.integer({ min: 0, max: 3 }),
    });
    fc.assert(
      fc.property(fc.array(wish, { maxLength: 30 }), fc.integer({ min: 1, max: 3 }), (wishes, rows) => {
        const bounds = { low: 0, high: 600, rows, gap: 6 };
        const places = placeLabels(wishes, bounds, 'middle');
        places.forEach((place, i) => {
          if (place === null) return;
          const right = place.left + (wishes[i]?.width ?? 0);
          expect(place.left >= 0 && right <= 600 && place.row < rows).toBe(true);
          places.slice(i + 1).forEach((other, j) => {
            if (other === null || other.row !== place.row) return;
            const otherRight = other.left + (wishes[i + 1 + j]?.width ?? 0);
            expect(place.left >= otherRight + 6 || other.left >= right + 6).toBe(true);
          });
        });
      }),
    );
  });

  it('gives the room to the label that matters more', () => {
    const places = placeLabels(
      [
        { x: 10, width: 50, priority: 1 },
        { x: 20, width: 50, priority: 2 },
      ],
      { low: 0, high: 100, rows: 1, gap: 4 },
    );
    expect(places).toEqual([null, { left: 20, row: 0 }]);
  });

  it('covers no pole of another flag', () => {
    const bounds = { low: 0, high: 300, rows: 1, gap: 4, poles: [3, 60] };
    expect(placeLabels([{ x: 10, width: 80, priority: 1 }], bounds)).toEqual([null]);
    expect(placeLabels([{ x: 10, width: 40, priority: 1 }], bounds)).toEqual([{ left: 10, row: 0 }]);
  });
});

describe('spread', () => {
  it('keeps the gap and the order while there is room', () => {
    expect(spread([50, 52, 10], 20, 0, 100)).toEqual([50, 70, 10]);
    expect(spread([95, 99], 20, 0, 100)).toEqual([80, 100]);
  });
});
