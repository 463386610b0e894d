import { describe, expect, test } from 'vitest';
import { ACTIONS, formatAction } from './actions.ts';
import { parseAction, parseTimed } from './parse-action.ts';

describe('the catalogue', () => {
  test.each(ACTIONS.map((spec) => [spec.id, spec] as const))(
    '%s has an example that reads as itself',
    (_, spec) => {
      const parsed = parseAction(spec.example);
      expect(parsed).toMatchObject({ ok: true, value: { do: spec.id } });
      expect(parsed.ok ? formatAction(parsed.value) : '').toBe(spec.example);
    },
  );
});

describe('action text', () => {
  test('may leave out what is optional', () => {
    expect(parseAction('splitRegion region=3')).toEqual({
      ok: true,
      value: { do: 'splitRegion', region: 3 },
    });
  });

  test('changes replicas', () => {
    expect(parseAction('addPeer region=3 store=4')).toEqual({
      ok: true,
      value: { do: 'addPeer', region: 3, store: 4 },
    });
    expect(parseAction('movePeer to=4 from=2 region=3')).toEqual({
      ok: true,
      value: { do: 'movePeer', region: 3, from: 2, to: 4 },
    });
  });

  test('keeps a key that looks like a number as text', () => {
    expect(parseAction('put key=007 value=1')).toEqual({
      ok: true,
      value: { do: 'put', key: '007', value: '1' },
    });
  });

  test('gives a fault its parameters, numbers as numbers', () => {
    expect(parseAction('fault id=f1 fault=slow-link from=store-1 to=az:az-2 addUs=20ms lossPpm=5')).toEqual({
      ok: true,
      value: {
        do: 'fault',
        id: 'f1',
        fault: 'slow-link',
        with: { from: 'store-1', to: 'az:az-2', addUs: '20ms', lossPpm: 5 },
      },
    });
  });

  test('reads how much later a message shall come with a unit', () => {
    const expected = { ok: true, value: { do: 'delayMessage', message: 7, byUs: 50_000 } };
    expect(parseAction('delayMessage message=7 byUs=50ms')).toEqual(expected);
    expect(parseAction('delayMessage message=7 byUs=50000')).toEqual(expected);
    expect(parseAction('delayMessage message=7 byUs=0')).toMatchObject({ ok: false });
  });

  test('has its moment anywhere', () => {
    const expected = { ok: true, value: { at: 5_000_000, action: { do: 'splitRegion', region: 3 } } };
    expect(parseTimed('at=5s splitRegion region=3')).toEqual(expected);
    expect(parseTimed('splitRegion region=3 at=5000ms')).toEqual(expected);
    expect(parseTimed('at=5 splitRegion region=3')).toEqual(expected);
  });

  test.each([
    ['', 'expected an action such as splitRegion region=3'],
    ['spiltRegion region=3', 'no action "spiltRegion" (did you mean splitRegion?)'],
    ['region=3', 'expected an action such as splitRegion region=3'],
    ['splitRegion', 'splitRegion: region is missing, as in: splitRegion region=3 key=g'],
    ['splitRegion region=x', 'splitRegion: region: expected a whole number from 1 to 1000000000, got "x"'],
    ['splitRegion region=0', 'splitRegion: region: expected a whole number from 1 to 1000000000, got 0'],
    ['splitRegion region=3 region=4', 'splitRegion: region is given twice'],
    ['splitRegion region=3 store=4', 'splitRegion: no parameter "store", as in: splitRegion region=3 key=g'],
    ['movePeer region=3 from=2', 'movePeer: to is missing, as in: movePeer region=3 from=2 to=4'],
    ['addPeer region=3 store=x', 'addPeer: store: expected a whole number from 1 to 1000000000, got "x"'],
    ['splitRegion 3', 'splitRegion: expected name=value, got "3", as in: splitRegion region=3 key=g'],
    ['kill process="a', 'the quote at character 14 is not closed'],
    ['kill process=', 'process: expected a value after "="'],
    [
      'kill process=../x',
      'kill: process: expected a name of a-z, 0-9, - and _ (at most 128 characters), got "../x"',
    ],
    ['toString', 'no action "toString"'],
  ])('%s', (text, line) => {
    const parsed = parseAction(text);
    expect(parsed.ok ? 'accepted' : parsed.error.slice(0, line.length)).toBe(line);
  });

  test.each([
    ['splitRegion region=3', 'expected exactly one moment such as at=5s in "splitRegion region=3"'],
    ['at=soon splitRegion region=3', 'at: expected a moment such as 5s or 300ms, at most 3600s, got "soon"'],
    ['at=2h splitRegion region=3', 'at: expected a moment such as 5s or 300ms, at most 3600s, got "2h"'],
  ])('%s', (text, line) => {
    const parsed = parseTimed(text);
    expect(parsed.ok ? 'accepted' : parsed.error).toBe(line);
  });
});
