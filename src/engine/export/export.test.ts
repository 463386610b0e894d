import { describe, expect, test } from 'vitest';
import { must } from '../../base/assert.ts';
import { createEngine } from '../index.ts';
import { libraryDoc } from '../../scenario/library/index.ts';
import { jsonl } from './jsonl.ts';
import { perfetto } from './perfetto.ts';
import { record } from './recording.ts';
import { shiviz, SHIVIZ_REGEX } from './shiviz.ts';

function recording() {
  const made = record({ ...must(libraryDoc('rawkv-case-1'), 'the story'), untilUs: 1_200_000 });
  if (!made.ok) throw new Error(made.error);
  return made.value;
}

describe('a recording', () => {
  test('holds every step once, in order, and loses no record', () => {
    const { steps, outside } = recording();
    const seqs = steps.map(({ item }) => item.seq);
    expect(new Set(seqs).size).toBe(seqs.length);
    expect(steps.every(({ item }, i) => i === 0 || item.at >= (steps[i - 1]?.item.at ?? 0))).toBe(true);
    const built = createEngine(
      { ...must(libraryDoc('rawkv-case-1'), 'the story'), untilUs: 1_200_000 },
      { history: false },
    );
    if (!built.ok) throw new Error(built.error);
    built.value.advance(1_200_000);
    const records = steps.reduce((sum, step) => sum + step.records.length, outside.length);
    expect(records).toBe(built.value.traceLength);
    expect(built.value.events).toBe(steps.length);
  });
});

interface TraceEvent {
  readonly ph: string;
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly id: number;
  readonly args: { readonly name?: string };
}

describe('perfetto', () => {
  test('is JSON whose arrows begin and end on slices of named lanes', () => {
    const { traceEvents } = JSON.parse(perfetto(recording(), null).join('\n')) as {
      traceEvents: TraceEvent[];
    };
    const of = (ph: string) => traceEvents.filter((event) => event.ph === ph);
    const processes = of('M').filter((event) => event.name === 'process_name');
    expect(processes.map((event) => event.args.name)).toEqual(
      expect.arrayContaining(['store-1', 'pd-1', 'client-1', 'capture-a']),
    );
    const slices = new Set(of('X').map(({ pid, tid, ts }) => `${pid}/${tid}/${ts}`));
    const ends = new Map(of('f').map((event) => [event.id, event]));
    expect(of('s').length).toBeGreaterThan(500);
    for (const start of of('s')) {
      const end = must(ends.get(start.id), 'the end of the arrow');
      expect(end.ts).toBeGreaterThanOrEqual(start.ts);
      for (const { pid, tid, ts } of [start, end]) expect(slices.has(`${pid}/${tid}/${ts}`)).toBe(true);
    }
    const lanes = of('M').filter((event) => event.name === 'thread_name');
    expect(lanes.map((event) => event.args.name)).toContain('Region 1');
  });
});

describe('shiviz', () => {
  test('every line fits the expression of the first, and every clock is consistent with its causes', () => {
    const [regex, empty, ...lines] = shiviz(recording(), null);
    expect([regex, empty]).toEqual([SHIVIZ_REGEX, '']);
    expect(lines.length).toBeGreaterThan(500);
    const latest = new Map<string, number>();
    let crossing = 0;
    for (const line of lines) {
      const match = new RegExp(`^${SHIVIZ_REGEX}$`).exec(line);
      const { host = '', clock = '{}', event = '' } = match?.groups ?? {};
      const times = JSON.parse(clock) as Record<string, number>;
      // ShiViz asks that each process counts its own events without a gap, and knows of no event that was not written yet.
      expect(times[host]).toBe((latest.get(host) ?? 0) + 1);
      latest.set(host, times[host] ?? 0);
      for (const [other, time] of Object.entries(times)) {
        expect(time).toBeLessThanOrEqual(latest.get(other) ?? 0);
        if (other !== host) crossing++;
      }
      expect(event.length).toBeGreaterThan(0);
    }
    expect(crossing).toBeGreaterThan(500);
  });
});

describe('jsonl', () => {
  test('has every record of the run once, in order', () => {
    const records = jsonl(recording(), null).map((line) => JSON.parse(line) as { n: number });
    expect(records.length).toBeGreaterThan(1_000);
    expect(records.every(({ n }, i) => n === i)).toBe(true);
    expect(jsonl(recording(), new Set(['raft.role-changed'])).length).toBeLessThan(40);
  });
});
