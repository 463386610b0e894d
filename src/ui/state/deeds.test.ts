import { describe, expect, it } from 'vitest';
import type { Action } from '../../model/command.ts';
import { editCommand, moveCommand, openBranch, redo, removeCommand, undo } from './deeds.ts';
import { loaded } from './testing.ts';

const S = 1_000_000;
const KILL: Action = { do: 'kill', process: 'store-1' };
const RESTART: Action = { do: 'restart', process: 'store-1' };

describe('commands of a run', () => {
  it('acting in the past keeps the former future, which can be gone back to', async () => {
    const { controller, store } = await loaded();
    await controller.seek(5 * S);
    await controller.act(KILL);
    await controller.seek(9 * S);
    await controller.act(RESTART);
    expect(store.getState().versions.branches).toEqual([]);
    await controller.seek(2 * S);
    await controller.act(KILL);
    const former = [
      { at: 5 * S, ...KILL },
      { at: 9 * S, ...RESTART },
    ];
    expect(store.getState().commands).toEqual([{ at: 2 * S, ...KILL }]);
    expect(store.getState().versions.branches).toEqual([{ commands: former, newest: 9 * S }]);
    await controller.seek(4 * S);
    const [branch] = store.getState().versions.branches;
    if (branch === undefined) throw new Error('no branch');
    await openBranch(controller, branch);
    expect(store.getState()).toMatchObject({ commands: former, cursor: 4 * S });
    expect(store.getState().versions.branches.map((each) => each.commands)).toEqual([
      [{ at: 2 * S, ...KILL }],
    ]);
    expect(await openBranch(controller, branch)).toMatchObject({ ok: false });
  });

  it('undo and redo go through every change, and a new one ends the redo', async () => {
    const { controller, store } = await loaded();
    const moments = () => store.getState().commands.map((command) => command.at / S);
    await controller.seek(5 * S);
    await controller.act(KILL);
    await controller.seek(9 * S);
    await controller.act(RESTART);
    await moveCommand(controller, 0, 7 * S);
    expect(moments()).toEqual([7, 9]);
    await removeCommand(controller, 1);
    expect(moments()).toEqual([7]);
    await editCommand(controller, 0, 3 * S, 'put key=g value=1');
    expect(store.getState().commands).toEqual([{ at: 3 * S, do: 'put', key: 'g', value: '1' }]);
    for (const [deed, expected] of [
      [undo, [7]],
      [undo, [7, 9]],
      [redo, [7]],
      [undo, [7, 9]],
      [undo, [5, 9]],
      [undo, [5]],
      [undo, []],
    ] as const) {
      await deed(controller);
      expect(moments()).toEqual(expected);
    }
    expect(await undo(controller)).toMatchObject({ ok: false });
    await redo(controller);
    expect(moments()).toEqual([5]);
    await moveCommand(controller, 0, -S);
    expect(moments()).toEqual([0]);
    expect(await redo(controller)).toMatchObject({ ok: false });
    expect(await editCommand(controller, 0, 0, 'explode')).toMatchObject({ ok: false });
    expect(await removeCommand(controller, 7)).toMatchObject({ ok: false });
  });

  it('the cursor stays where it was after a change', async () => {
    const { controller, store } = await loaded();
    await controller.seek(5 * S);
    await controller.act(KILL);
    await controller.seek(9 * S);
    await moveCommand(controller, 0, 2 * S);
    expect(store.getState().cursor).toBe(9 * S);
  });
});
