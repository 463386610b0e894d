import { useRef } from 'react';
import { formatMoment } from '../../model/time.ts';
import { sameCommand } from '../../scenario/commands.ts';
import type { Flag } from '../scene/timeline-flags.ts';
import { usePage } from '../state/context.ts';
import { moveCommand, removeCommand } from '../state/deeds.ts';
import { say } from '../strings/index.ts';
import { useListeners } from './listeners.ts';

/** A hand that trembles is no drag. */
const DRAG_MIN_PX = 4;

/**
 * A flag as something to hold: a click goes there; a command can be dragged to another moment, moved with the arrow keys,
 * edited with Enter or a double click, and removed with Delete. One flag is a stop of the Tab key; page keys go to others.
 *
 *     resting ──pointer moves 4 px, or an arrow key──▶ moving (a draft) ──released──▶ the command is moved
 *                                                            └────────Escape────▶ resting
 */
export function FlagButton({
  flag,
  x,
  width,
  isStop,
  onFocus,
  horizonUs,
  moment,
}: {
  flag: Flag;
  x: number;
  width: number;
  isStop: boolean;
  onFocus: (command: number) => void;
  horizonUs: number;
  moment: (clientX: number) => number;
}) {
  const { store, controller } = usePage();
  const button = useRef<HTMLButtonElement>(null);
  const pressedX = useRef<number | null>(null);
  const dragged = useRef(false);
  const { command } = flag;
  const commit = () => {
    const { draft, commands } = store.getState();
    const moving = draft === null ? undefined : commands[draft.command];
    if (draft === null || moving === undefined) return;
    const moved = { ...moving, at: Math.round(draft.at) };
    if (moved.at === moving.at) {
      store.setState({ draft: null });
      return;
    }
    void moveCommand(controller, draft.command, draft.at).then(() => {
      store.setState({ draft: null });
      // Moving past another command changes its place among them: the focus goes with it.
      const place = store.getState().commands.findIndex((each) => sameCommand(each, moved));
      focusFlag(button.current, place);
    });
  };
  const cancel = () => {
    pressedX.current = null;
    store.setState({ draft: null });
  };
  const moveBy = (us: number) => {
    if (command === null) return;
    const { draft, untilUs } = store.getState();
    const from = draft?.command === command ? draft.at : flag.at;
    store.setState({ draft: { command, at: Math.min(untilUs, Math.max(0, from + us)) } });
  };
  useListeners(button, {
    pointerdown: (event) => {
      dragged.current = false;
      if (command === null || event.button !== 0) return;
      pressedX.current = event.clientX;
      button.current?.setPointerCapture(event.pointerId);
    },
    pointermove: (event) => {
      if (command === null || pressedX.current === null) return;
      if (!dragged.current && Math.abs(event.clientX - pressedX.current) < DRAG_MIN_PX) return;
      dragged.current = true;
      store.setState({ draft: { command, at: moment(event.clientX) } });
    },
    pointerup: () => {
      pressedX.current = null;
      if (dragged.current) commit();
    },
    pointercancel: cancel,
    click: () => {
      if (!dragged.current) void controller.seek(flag.at);
    },
    dblclick: () => {
      if (command !== null) store.setState({ editing: command });
    },
    keydown: (event) => {
      if (command === null || event.ctrlKey || event.metaKey || event.altKey) return;
      const step = horizonUs / (event.shiftKey ? 20 : 200);
      const deeds: Readonly<Record<string, () => void>> = {
        ArrowLeft: () => moveBy(-step),
        ArrowRight: () => moveBy(step),
        ArrowDown: () => moveBy(-step),
        ArrowUp: () => moveBy(step),
        PageUp: () => focusFlag(button.current, command - 1),
        PageDown: () => focusFlag(button.current, command + 1),
        Delete: () => void removeCommand(controller, command),
        Backspace: () => void removeCommand(controller, command),
        Enter: () => store.setState({ editing: command }),
        Escape: cancel,
      };
      const run = deeds[event.key];
      if (run === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      run();
    },
    keyup: (event) => {
      if (event.key.startsWith('Arrow')) commit();
    },
    focus: () => {
      if (command !== null) onFocus(command);
    },
    blur: () => {
      if (pressedX.current === null) commit();
    },
  });
  const at = formatMoment(flag.at);
  return (
    <button
      ref={button}
      type="button"
      tabIndex={isStop ? 0 : -1}
      data-command={command ?? undefined}
      title={command === null ? `${at}  ${flag.words}` : `${at}  ${flag.words}\n${say.timeline.flagHint}`}
      aria-label={command === null ? say.timeline.mark(flag.words, at) : say.timeline.flag(flag.words, at)}
      className={`absolute touch-none rounded ${command === null ? '' : 'cursor-ew-resize'} ${isStop ? '' : 'z-[1]'}`}
      style={{ left: isStop ? x - 9 : x - 4, width: isStop ? 24 : width, top: -2, height: 24 }}
    />
  );
}

/** Focuses the flag of a command beside `button`, when there is one. */
function focusFlag(button: HTMLElement | null, command: number): void {
  button?.parentElement?.querySelector<HTMLElement>(`[data-command="${command}"]`)?.focus();
}
