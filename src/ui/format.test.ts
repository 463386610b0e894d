import { describe, expect, it } from 'vitest';
import { composeTs, TS_MAX, TS_ZERO } from '../model/ts.ts';
import {
  age,
  bytes,
  bytesPerS,
  count,
  decimal,
  fingerprint,
  ms,
  offset,
  percent,
  rate,
  sentenceCase,
  shortTs,
  tickAge,
  tickMs,
} from './format.ts';

describe('format', () => {
  it('groups digits without asking the locale', () => {
    expect([decimal(-1_234.56, 1), decimal(0.5, 3), decimal(22_784, 0)]).toEqual([
      '-1,234.6',
      '0.500',
      '22,784',
    ]);
    expect([count(0), count(999), count(48_212), count(1_234_567)]).toEqual([
      '0',
      '999',
      '48,212',
      '1,234,567',
    ]);
  });

  it('writes times in the unit that reads best', () => {
    expect([ms(0.85), ms(12.3), ms(2_410)]).toEqual(['850 µs', '12.3 ms', '2.41 s']);
    expect([age(240), age(2_440), age(12_300), age(600_000)]).toEqual(['240 ms', '2.4 s', '12 s', '10 min']);
    expect([tickMs(0.1), tickMs(100), tickMs(10_000)]).toEqual(['100 µs', '100 ms', '10 s']);
    expect([tickAge(400, 2_000), tickAge(4_000, 20_000), tickAge(120_000, 600_000)]).toEqual([
      '0.4 s',
      '4 s',
      '2 min',
    ]);
  });

  it('writes speeds as parts of real time', () => {
    expect([rate(0.05), rate(0.001), rate(1), rate(5), rate(0.2), rate(100, 100)]).toEqual([
      '1/20×',
      '1/1000×',
      '1×',
      '5×',
      '1/5×',
      'max',
    ]);
  });

  it('says 100 % only when it is all', () => {
    expect([percent(99_999, 100_000), percent(5, 5), percent(0, 0)]).toEqual(['99.9 %', '100 %', '–']);
  });

  it('writes timestamps, offsets, sizes and fingerprints', () => {
    expect([shortTs(TS_ZERO), shortTs(TS_MAX), shortTs(composeTs(12_480, 7))]).toEqual([
      '–',
      '∞',
      '12\u2009480 · 7',
    ]);
    expect([offset(38_000), offset(-500), offset(0)]).toEqual(['+38.0 ms', '−500 µs', '±0']);
    expect([bytes(999), bytesPerS(12_400), bytes(3_100_000)]).toEqual(['999 B', '12.4 kB/s', '3.1 MB']);
    expect(fingerprint('0123456789abcdef')).toBe('01234567 89abcdef');
    expect(sentenceCase('split here')).toBe('Split here');
  });
});
