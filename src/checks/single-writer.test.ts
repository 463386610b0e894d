import { expect, test } from 'vitest';
import type { Ts } from '../model/ts.ts';
import { singleWriter } from './single-writer.ts';
import { judge, TraceBuilder } from './testing.ts';

const changefeed = 'cf-1';
const span = 'all';

class Trace extends TraceBuilder {
  holds(capture: string): this {
    return this.add({
      kind: 'span.table-state',
      capture,
      changefeed,
      span,
      state: 'Replicating',
      checkpoint: 0 as Ts,
    });
  }
  sends(capture: string, request: number): this {
    return this.add({ kind: 'sink.sent', capture, changefeed, span, request, rows: 1 });
  }
  lands(request: number, sourceTs: number): this {
    return this.write('a', 100 + sourceTs, 'v', {
      cluster: 'recovery',
      request,
      sourceTs: sourceTs as Ts,
    });
  }
}

const trace = (): Trace => new Trace();

test('accepts a holder’s own writes, and those of the former one that landed before', () => {
  const history = trace()
    .holds('capture-1')
    .sends('capture-1', 1)
    .lands(1, 10)
    .holds('capture-2')
    .sends('capture-2', 2)
    .lands(2, 20);
  expect(judge(singleWriter, history).violations).toEqual([]);
});

test('accepts a write of the former holder that was on the way and lands before any of the new one', () => {
  const history = trace()
    .holds('capture-1')
    .sends('capture-1', 1)
    .holds('capture-2')
    .sends('capture-2', 2)
    .lands(1, 10)
    .lands(2, 20)
    .holds('capture-1')
    .sends('capture-1', 3)
    .lands(3, 30);
  const { violations, evaluations } = judge(singleWriter, history);
  expect(violations).toEqual([]);
  expect(evaluations).toBe(0);
});

test('reports a write of the former holder that lands behind the new one', () => {
  const history = trace()
    .holds('capture-1')
    .sends('capture-1', 1)
    .holds('capture-2')
    .sends('capture-2', 2)
    .lands(2, 20)
    .lands(1, 10);
  const { violations } = judge(singleWriter, history);
  expect(violations).toHaveLength(1);
  expect(violations[0]?.words).toMatch(
    /^capture-1 wrote key a, .* in cf-1 all, which capture-2 has been writing since/,
  );
});
