import { useEffect, useRef, useState } from 'react';
import { formatMoment } from '../../model/time.ts';
import { parseAction } from '../../scenario/parse-action.ts';
import { RAW_ACTIONS } from '../../scenario/raw-actions.ts';
import { usePage, useUi } from '../state/context.ts';
import { say } from '../strings/later.ts';

const TYPED: ReadonlySet<string> = new Set(RAW_ACTIONS.map((each) => each.id));

/** RawKV by hand: a line is typed, sent at the cursor, and answered by the cluster. Arrow keys fetch earlier lines. */
export function ConsolePanel() {
  const { controller } = usePage();
  const answers = useUi((state) => state.console);
  const [line, setLine] = useState('');
  const [problem, setProblem] = useState('');
  const [typed, setTyped] = useState<readonly string[]>([]);
  const [back, setBack] = useState(0);
  const scroller = useRef<HTMLDivElement>(null);
  const lines = answers?.lines ?? [];
  const lastN = lines.at(-1)?.record.n ?? -1;
  useEffect(() => {
    controller.refresh();
  }, [controller]);
  useEffect(() => {
    if (lastN >= 0) scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
  }, [lastN]);

  const send = async (): Promise<void> => {
    const [word = ''] = line.trim().split(/\s/);
    if (!TYPED.has(word)) {
      setProblem(say.console.notTyped(word, [...TYPED].join(', ')));
      return;
    }
    const action = parseAction(line.trim());
    if (!action.ok) {
      setProblem(action.error);
      return;
    }
    setTyped((before) => [...before, line.trim()]);
    setBack(0);
    setLine('');
    setProblem('');
    const done = await controller.act(action.value);
    if (!done.ok) setProblem(done.error);
    controller.refresh();
  };

  const recall = (by: number): void => {
    const next = Math.max(0, Math.min(typed.length, back + by));
    setBack(next);
    setLine(next === 0 ? '' : (typed[typed.length - next] ?? ''));
  };

  return (
    <div className="flex h-full flex-col" data-view="console">
      <div
        ref={scroller}
        role="log"
        aria-label={say.console.answers}
        aria-live="polite"
        className="min-h-0 flex-1 overflow-auto px-[14px] py-2 text-xs"
      >
        {lines.length === 0 && <p className="chart-voice text-[15px] text-ink-3">{say.console.nothing}</p>}
        {lines.map(({ record }) =>
          record.event.kind === 'client.answered' ? (
            <button
              key={record.n}
              type="button"
              onClick={() => void controller.seek(record.at)}
              className="block w-full py-[3px] text-left hover:bg-shade"
            >
              <span className="num mr-2 text-2xs text-ink-3">{formatMoment(record.at)}</span>
              <span className="num break-all text-ink">{record.event.typed}</span>
              <br />
              <span className="num break-all text-ink-2">{record.event.answer}</span>
            </button>
          ) : null,
        )}
      </div>
      <form
        className="border-t border-hairline px-[14px] py-2"
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <div className="flex gap-2">
          <input
            type="text"
            aria-label={say.console.line}
            aria-describedby="console-hint"
            autoComplete="off"
            spellCheck={false}
            value={line}
            placeholder={RAW_ACTIONS[0]?.example ?? ''}
            onChange={(event) => setLine(event.target.value)}
            onKeyDown={(event) => {
              const by = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0;
              if (by === 0) return;
              event.preventDefault();
              recall(by);
            }}
            className="num h-[28px] min-w-0 flex-1 rounded-md border border-line bg-panel px-2 text-xs placeholder:text-ink-3"
          />
          <button
            type="submit"
            className="h-[28px] rounded-md border border-line bg-panel px-3 text-xs hover:bg-shade"
          >
            {say.console.send}
          </button>
        </div>
        <p id="console-hint" className="mt-1 text-2xs text-ink-3">
          {say.console.hint([...TYPED].join(', '))}
        </p>
        {problem !== '' && (
          <p role="alert" className="mt-1 text-2xs text-bad">
            {problem}
          </p>
        )}
      </form>
    </div>
  );
}
