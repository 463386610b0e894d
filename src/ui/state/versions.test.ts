import { describe, expect, it } from 'vitest';
import type { ScenarioCommand } from '../../scenario/document.ts';
import type { Commands, Versions } from './versions.ts';
import { BRANCHES_MAX, firstOwn, forkOf, NO_VERSIONS, stepped, UNDO_MAX } from './versions.ts';

const kill = (at: number): ScenarioCommand => ({ at, do: 'kill', process: 'store-1' });
const change = (versions: Versions, from: Commands, newest: number, to: Commands) =>
  stepped(versions, 'deed', { commands: from, newest }, to);

describe('versions of a run', () => {
  it('keeps a former future only where some of it was computed', () => {
    expect(change(NO_VERSIONS, [], 50, [kill(50)]).branches).toEqual([]);
    expect(change(NO_VERSIONS, [], 50, [kill(20)]).branches).toEqual([{ commands: [], newest: 50 }]);
    expect(change(NO_VERSIONS, [kill(90)], 50, []).branches).toEqual([]);
  });

  it('never holds the present run or one future twice', () => {
    let versions = change(NO_VERSIONS, [], 50, [kill(20)]);
    versions = stepped(versions, 'branch', { commands: [kill(20)], newest: 40 }, []);
    expect(versions.branches).toEqual([{ commands: [kill(20)], newest: 40 }]);
    versions = stepped(versions, 'branch', { commands: [], newest: 60 }, [kill(20)]);
    expect(versions.branches).toEqual([{ commands: [], newest: 60 }]);
  });

  it('holds so many and no more', () => {
    let versions = NO_VERSIONS;
    for (let i = 1; i <= 200; i++) versions = change(versions, [kill(i - 1)], 1_000, [kill(i)]);
    expect(versions.branches).toHaveLength(BRANCHES_MAX);
    expect(versions.undo).toHaveLength(UNDO_MAX);
    expect(versions.branches.at(-1)?.commands).toEqual([kill(199)]);
  });

  it('a branch forks at the first difference and is named by what it does by itself', () => {
    const branch = { commands: [kill(5), kill(30)], newest: 50 };
    expect(forkOf(branch, [kill(5), kill(40)])).toBe(30);
    expect(firstOwn(branch, [kill(5), kill(40)])).toEqual(kill(30));
    expect(forkOf(branch, [kill(5), kill(30), kill(40)])).toBe(40);
    expect(firstOwn(branch, [kill(5), kill(30), kill(40)])).toBeNull();
  });
});
