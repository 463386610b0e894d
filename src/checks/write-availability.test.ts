import { expect, test } from 'vitest';
import type { Ts } from '../model/ts.ts';
import { judge, TraceBuilder } from './testing.ts';
import { writeAvailability } from './write-availability.ts';

class Trace extends TraceBuilder {
  /** Milliseconds in which nothing happens that matters. */
  nothingFor(ms: number): this {
    for (let i = 0; i < ms; i++) this.add({ kind: 'cdc.unsubscribed', store: 9, region: 9, requestId: 9 });
    return this;
  }
  stampedBy(store: number): this {
    return this.add({ kind: 'raw.stamped', store, region: 1, request: 1, ts: 1 as Ts });
  }
  refusedBy(store: number, error: string): this {
    return this.add({ kind: 'raw.refused', store, region: 1, request: 2, error });
  }
  down(process: string): this {
    return this.add({ kind: 'process.crashed', process });
  }
}

const busy = (): Trace => new Trace().nothingFor(300).stampedBy(1);
const found = (trace: Trace): readonly string[] =>
  judge(writeAvailability, trace).violations.map(({ words }) => words);

test('a store that runs out of timestamps as soon as PD is gone is reported', () => {
  expect(found(busy().down('pd-1').stampedBy(1).refusedBy(1, 'ServerIsBusy'))).toEqual([
    'Store 1 refused a write 2.00 ms after PD was gone: it had no timestamps left, though nothing else is wrong',
  ]);
});

test.each([
  ['refusals of another kind', busy().down('pd-1').refusedBy(1, 'EpochNotMatch')],
  ['a refusal while PD is there', busy().refusedBy(1, 'ServerIsBusy')],
  ['a refusal after the bound', busy().down('pd-1').nothingFor(260).refusedBy(1, 'ServerIsBusy')],
  ['a store that stamped nothing before', busy().down('pd-1').refusedBy(2, 'ServerIsBusy')],
  ['a failed process beside PD', busy().down('store-2').down('pd-1').refusedBy(1, 'ServerIsBusy')],
  [
    'a fault',
    busy()
      .add({ kind: 'fault.began', id: 'f', fault: 'cut-link', words: '' })
      .down('pd-1')
      .refusedBy(1, 'ServerIsBusy'),
  ],
  [
    'a leader that had to discard its cache',
    busy().leader(1, 1, 7).down('pd-1').refusedBy(1, 'ServerIsBusy'),
  ],
])('%s: nothing is said', (_, trace) => {
  expect(found(trace)).toEqual([]);
});
