import { expect, it } from 'vitest';
import { flightRow, testFrame } from '../scene/testing.ts';
import { messageBeside } from './messages.ts';

const frame = {
  ...testFrame(),
  flights: [
    flightRow({ id: 5, dueAt: 300 }),
    flightRow({ id: 7, dueAt: 100, family: 'pd' }),
    flightRow({ id: 6, dueAt: 200 }),
    flightRow({ id: 6.25, dueAt: 200 }),
  ],
};

it('goes through the messages in the order in which they arrive, round and round', () => {
  const way = (by: 1 | -1, from: string | null): string[] => {
    const seen: string[] = [];
    for (let i = 0, at = from; i < 4; i++) {
      at = messageBeside(frame, at, by);
      seen.push(at ?? '');
    }
    return seen;
  };
  expect(way(1, null)).toEqual(['message:7', 'message:6', 'message:6.25', 'message:5']);
  expect(way(-1, null)).toEqual(['message:5', 'message:6.25', 'message:6', 'message:7']);
  expect(way(1, 'message:5')[0]).toBe('message:7');
  expect(way(1, 'message:99')[0]).toBe('message:7');
});

it('passes over families that are hidden, and finds nothing where nothing flies', () => {
  expect(messageBeside(frame, null, 1, ['pd'])).toBe('message:6');
  expect(messageBeside({ ...frame, flights: [] }, null, 1)).toBeNull();
});
