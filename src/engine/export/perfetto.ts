import { describe } from '../../model/describe.ts';
import type { TraceRecord } from '../../model/trace.ts';
import type { Recording, Step } from './recording.ts';

/** Lanes of a process; those of its Regions come behind them. */
const LANES = { sent: 1, message: 2, timer: 3, disk: 4, work: 5, other: 6, seen: 7 } as const;
const LANE_WORDS: Readonly<Record<keyof typeof LANES, string>> = {
  sent: 'messages out',
  message: 'messages in',
  timer: 'timers',
  disk: 'disk',
  work: 'work',
  other: 'other',
  seen: 'observed',
};
const REGION_LANES = 100;
/** A step takes no simulated time; a slice must have some width to be seen and to be met by an arrow. */
const WIDTH_US = 1;

/**
 * Trace events as Perfetto and Chrome read them: a process each, its lanes as threads, steps as slices, observations as instants
 * on the lane of their Region, and an arrow from where a message was sent to where it arrived. Times are simulated µs.
 */
export function perfetto(recording: Recording, kinds: ReadonlySet<string> | null): readonly string[] {
  const writer = new Writer();
  for (const step of recording.steps) writer.step(step, kinds);
  for (const record of recording.outside) writer.record(record, kinds);
  return writer.lines();
}

class Writer {
  private readonly events: string[] = [];
  private readonly pids = new Map<string, number>();
  private readonly lanes = new Set<string>();

  lines(): readonly string[] {
    const last = this.events.length - 1;
    return [
      '{"displayTimeUnit":"ms","traceEvents":[',
      ...this.events.map((event, i) => (i === last ? event : `${event},`)),
      ']}',
    ];
  }

  step({ item, records }: Step, kinds: ReadonlySet<string> | null): void {
    const { message } = item;
    if (message !== null) this.message(item.seq, message);
    if (message?.dropped !== true) {
      const name = message === null ? (item.label === '' ? item.type : item.label) : message.label;
      this.slice(item.process, item.type, name, item.at, { item: item.seq, cause: item.cause });
    }
    for (const record of records) this.record(record, kinds);
  }

  record(record: TraceRecord, kinds: ReadonlySet<string> | null): void {
    const { at, by, event, n } = record;
    if (kinds !== null && !kinds.has(event.kind)) return;
    const region = 'region' in event && typeof event.region === 'number' ? event.region : 0;
    const pid = this.pid(by === '' ? 'the run' : by);
    const tid =
      region === 0
        ? this.lane(pid, LANES.seen, LANE_WORDS.seen)
        : this.lane(pid, REGION_LANES + region, `Region ${region}`);
    this.push({
      ph: 'i',
      s: 't',
      name: event.kind,
      cat: event.kind.slice(0, event.kind.indexOf('.')),
      ts: at,
      pid,
      tid,
      args: { words: describe(event), n },
    });
  }

  private message(seq: number, message: NonNullable<Step['item']['message']>): void {
    const { from, to, label, sentAt, dueAt, dropped, bytes, family, region } = message;
    const name = dropped ? `${label} (lost)` : label;
    const args = { to, bytes, ...(region === 0 ? {} : { region }) };
    const [pid, tid] = this.slice(from, 'sent', name, sentAt, args);
    if (dropped) return;
    this.push({ ph: 's', id: seq, name: label, cat: family, ts: sentAt, pid, tid });
    const receiver = this.pid(to);
    this.push({
      ph: 'f',
      bp: 'e',
      id: seq,
      name: label,
      cat: family,
      ts: dueAt,
      pid: receiver,
      tid: this.lane(receiver, LANES.message, LANE_WORDS.message),
    });
  }

  private slice(
    process: string,
    lane: keyof typeof LANES,
    name: string,
    ts: number,
    args: Readonly<Record<string, unknown>>,
  ): readonly [number, number] {
    const pid = this.pid(process);
    const tid = this.lane(pid, LANES[lane], LANE_WORDS[lane]);
    this.push({ ph: 'X', name, cat: lane, ts, dur: WIDTH_US, pid, tid, args });
    return [pid, tid];
  }

  private pid(process: string): number {
    const known = this.pids.get(process);
    if (known !== undefined) return known;
    const pid = this.pids.size + 1;
    this.pids.set(process, pid);
    this.push({ ph: 'M', name: 'process_name', pid, tid: 0, args: { name: process } });
    return pid;
  }

  private lane(pid: number, tid: number, name: string): number {
    const lane = `${pid}/${tid}`;
    if (!this.lanes.has(lane)) {
      this.lanes.add(lane);
      this.push({ ph: 'M', name: 'thread_name', pid, tid, args: { name } });
      this.push({ ph: 'M', name: 'thread_sort_index', pid, tid, args: { sort_index: tid } });
    }
    return tid;
  }

  private push(event: Readonly<Record<string, unknown>>): void {
    this.events.push(JSON.stringify(event));
  }
}
