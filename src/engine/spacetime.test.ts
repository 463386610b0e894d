import { describe, expect, it } from 'vitest';
import { engineAt, storyOf } from './testing.ts';

const FROM = 1_000_000;
const TO = 1_100_000;

const STORY = storyOf('first-light');

describe('spaceTime', () => {
  it('is the same whether the piece is just behind the cursor, far behind it or ahead of it', () => {
    const engine = engineAt(STORY, TO);
    const near = engine.spaceTime(FROM, TO);
    engine.seek(4_000_000);
    expect(engine.spaceTime(FROM, TO)).toEqual(near);
    engine.seek(200_000);
    expect(engine.spaceTime(FROM, TO)).toEqual(near);
  });

  it('leaves the run where and what it was', () => {
    const engine = engineAt(STORY, TO);
    const { fingerprint, at, newest, events } = engine;
    engine.spaceTime(0, TO);
    expect({
      fingerprint: engine.fingerprint,
      at: engine.at,
      newest: engine.newest,
      events: engine.events,
    }).toEqual({ fingerprint, at, newest, events });
  });

  it('holds only what was handled in the window, each after its cause', () => {
    const { items, notes, pending } = engineAt(STORY, TO).spaceTime(FROM, TO);
    expect(items.length).toBeGreaterThan(50);
    const handledAt = new Map<number, number>();
    items.forEach((item, place) => {
      expect(item.at).toBeGreaterThanOrEqual(FROM);
      expect(item.at).toBeLessThanOrEqual(TO);
      const causedAt = handledAt.get(item.cause);
      if (causedAt !== undefined) expect(causedAt).toBeLessThan(place);
      handledAt.set(item.seq, place);
      if (item.message !== null) {
        expect(item.message.to).toBe(item.process);
        expect(item.message.sentAt).toBeLessThan(item.at);
      }
    });
    expect(notes.length).toBeGreaterThan(5);
    for (const note of notes) expect(handledAt.has(note.item)).toBe(true);
    for (const message of pending) expect(message.dueAt).toBeGreaterThan(TO);
  });

  it('computes nothing new', () => {
    const { items } = engineAt(STORY, TO).spaceTime(FROM, 9_000_000);
    expect(items.at(-1)?.at).toBeLessThanOrEqual(TO);
  });

  it('names messages that died on the way', () => {
    const engine = engineAt(STORY, 1_000_000);
    expect(engine.act({ do: 'kill', process: 'store-2' }).ok).toBe(true);
    engine.seek(1_200_000);
    const { items } = engine.spaceTime(1_000_000, 1_200_000);
    const toDead = items.filter((item) => item.message?.to === 'store-2');
    expect(toDead.length).toBeGreaterThan(0);
    expect(toDead.every((item) => item.message?.dropped === true)).toBe(true);
  });
});
