import { expect, test } from 'vitest';
import { SAMPLE_US } from './rates.ts';
import { Series } from './series.ts';

const S = 1_000_000;

test('latency, rates and lags land in the bucket of their moment; an empty one has no latency but a rate of 0', () => {
  const series = new Series();
  for (let i = 1; i <= 10; i++) series.onWriteAcked(50_000, i * 1_000);
  series.onReadAcked(50_000);
  series.onCarried(250_000, 4_000);
  series.onLags(250_000, 300_000, 900_000);
  series.onLags(260_000, 200_000, 950_000);
  const { bucketUs, t, values } = series.window(0, S, 100);
  expect(bucketUs).toBe(SAMPLE_US);
  expect([...t]).toEqual([0, 100_000, 200_000]);
  expect(values['write-p50'][0]).toBeCloseTo(5, 1);
  expect(values['write-p99'][0]).toBeCloseTo(10, 1);
  expect(values['write-qps'][0]).toBe(100);
  expect(values['read-qps'][0]).toBe(10);
  expect(values['write-p50'][1]).toBeNaN();
  expect(values['write-qps'][1]).toBe(0);
  expect(values['cdc-p50'][2]).toBeCloseTo(4, 1);
  expect(values['resolved-ts-lag'][2]).toBe(300);
  expect(values['checkpoint-lag'][2]).toBe(950);
});

test('fewer points merge upward: rates are averages, lags are the worst', () => {
  const series = new Series();
  for (let i = 0; i < 10; i++) {
    series.onWriteAcked(i * SAMPLE_US, 1_000);
    series.onLags(i * SAMPLE_US, i * 1_000, i * 2_000);
  }
  const { bucketUs, t, values } = series.window(0, S, 2);
  expect(bucketUs).toBe(5 * SAMPLE_US);
  expect([...t]).toEqual([0, 500_000]);
  expect([...values['write-qps']]).toEqual([10, 10]);
  expect([...values['checkpoint-lag']]).toEqual([8, 18]);
});

test('a long run makes buckets longer instead of more, and loses no count', () => {
  const series = new Series();
  for (let i = 0; i < 3_600; i++) series.onWriteAcked(i * S, 500);
  const { bucketUs, t, values } = series.window(0, 3_600 * S, 10_000);
  expect(t.length).toBeLessThanOrEqual(4_096);
  expect(bucketUs).toBe(1_600_000);
  let total = 0;
  for (const rate of values['write-qps']) total += (rate * bucketUs) / S;
  expect(Math.round(total)).toBe(3_600);
});

test('a clone shares the past and goes its own way', () => {
  const series = new Series();
  series.onWriteAcked(10, 1_000);
  const copy = series.clone();
  copy.onWriteAcked(20, 1_000);
  expect(series.window(0, S, 10).values['write-qps'][0]).toBe(10);
  expect(copy.window(0, S, 10).values['write-qps'][0]).toBe(20);
});
