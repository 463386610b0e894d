import { useState } from 'react';
import type { SubmitEvent } from 'react';
import { formatMoment, parseDuration } from '../../model/time.ts';
import { textOf } from '../state/command-text.ts';
import { usePage, useUi } from '../state/context.ts';
import { editCommand, removeCommand } from '../state/deeds.ts';
import { say } from '../strings/index.ts';
import { Sheet } from './dialog.tsx';

/** Changes one command of the run: what is done, and when. */
export function EditCommand() {
  const { store } = usePage();
  const { editing, command } = useUi((state) => ({
    editing: state.editing,
    command: state.editing === null ? undefined : state.commands[state.editing],
  }));
  const close = () => {
    store.setState({ editing: null });
    requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-command="${editing}"]`)?.focus());
  };
  if (editing === null || command === undefined) return null;
  return (
    <Sheet title={say.timeline.edit.title} onClose={close}>
      <Fields index={editing} text={textOf(command)} at={command.at} close={close} />
    </Sheet>
  );
}

function Fields({ index, text, at, close }: { index: number; text: string; at: number; close: () => void }) {
  const { controller } = usePage();
  const [action, setAction] = useState(text);
  const [moment, setMoment] = useState(formatMoment(at).replace(/\s/g, ''));
  const [problem, setProblem] = useState('');
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const us = parseDuration(moment.replace(/\s/g, ''));
    if (us === null) {
      setProblem(say.errors.unknownTime(moment));
      return;
    }
    // An unchanged moment keeps its microseconds, of which the field shows milliseconds.
    const untouched = moment === formatMoment(at).replace(/\s/g, '');
    const done = await editCommand(controller, index, untouched ? at : us, action);
    if (done.ok) close();
    else setProblem(done.error);
  };
  return (
    <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-3" noValidate>
      <label className="flex flex-col gap-1 text-2xs text-ink-2">
        {say.timeline.edit.action}
        <input
          value={action}
          onChange={(event) => setAction(event.target.value)}
          className="field num text-sm"
          spellCheck={false}
          autoComplete="off"
        />
      </label>
      <label className="flex flex-col gap-1 text-2xs text-ink-2">
        {say.timeline.edit.at}
        <input
          value={moment}
          onChange={(event) => setMoment(event.target.value)}
          className="field num w-[140px] text-sm"
          spellCheck={false}
          autoComplete="off"
        />
      </label>
      <p className="min-h-[16px] text-2xs text-warn" role="alert">
        {problem}
      </p>
      <div className="flex flex-wrap gap-2">
        <button type="submit" className="btn btn-ink">
          {say.timeline.edit.save}
        </button>
        <button
          type="button"
          className="btn"
          onClick={() => void removeCommand(controller, index).then(() => close())}
        >
          {say.timeline.edit.remove}
        </button>
        <button type="button" className="btn btn-ghost" onClick={close}>
          {say.timeline.edit.cancel}
        </button>
      </div>
    </form>
  );
}
