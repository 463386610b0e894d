import { useEffect, useRef, useState } from 'react';
import type { Report } from '../../model/report.ts';
import type { SimTime } from '../../model/time.ts';
import { formatMoment, parseDuration, US_PER_MS } from '../../model/time.ts';
import type { ScenarioDoc } from '../../scenario/document.ts';
import type { Changes } from '../../scenario/variant.ts';
import { formatChanges, NO_CHANGES, parseChanges, withChanges } from '../../scenario/variant.ts';
import { seconds } from '../format.ts';
import { compareRuns } from '../state/comparison.ts';
import type { Sides } from '../state/comparison.ts';
import { usePage } from '../state/context.ts';
import { tell } from '../strings/index.ts';
import { say } from '../strings/later.ts';
import { CompareCharts } from './compare-charts.tsx';
import { CompareFigures } from './compare-figures.tsx';
import { CompareForm } from './compare-form.tsx';
import { Sheet } from './dialog.tsx';

/** A run that has hardly begun says little: then both are run at least this far. */
const LEAST_US = 10_000_000;

type Outcome =
  | { readonly stage: 'none' | 'running'; readonly done: number }
  | { readonly stage: 'failed'; readonly error: string }
  | { readonly stage: 'done'; readonly sides: Sides; readonly to: SimTime };

/** Two variants of one run on the same arrivals: one time axis, differences first. */
export function CompareDialog() {
  const { store, controller, door } = usePage();
  const close = () => store.setState({ dialog: null });
  const [doc, setDoc] = useState<ScenarioDoc | null>(null);
  useEffect(() => {
    // As it stands, with every command carried out so far.
    door.document().then(setDoc, () => store.setState({ dialog: null }));
    controller.pause();
  }, [door, controller, store]);
  return (
    <Sheet title={say.compare.title} intro={say.compare.intro} width="gallery" onClose={close}>
      {doc !== null && <Comparison doc={doc} />}
    </Sheet>
  );
}

function Comparison({ doc }: { doc: ScenarioDoc }) {
  const page = usePage();
  const { store } = page;
  const [start] = useState(() => parseChanges(store.getState().compared));
  const [changes, setChanges] = useState<Changes>(start.ok ? start.value : NO_CHANGES);
  const [until, setUntil] = useState(() =>
    seconds(Math.min(doc.untilUs, Math.max(store.getState().newest, LEAST_US))),
  );
  const [outcome, setOutcome] = useState<Outcome>(
    start.ok ? { stage: 'none', done: 0 } : { stage: 'failed', error: start.error },
  );
  const stopRun = useRef<(() => void) | null>(null);
  const text = formatChanges(changes);

  const stop = () => {
    stopRun.current?.();
    stopRun.current = null;
  };
  const change = (next: Changes) => {
    stop();
    setChanges(next);
    setOutcome({ stage: 'none', done: 0 });
    store.setState({ compared: formatChanges(next) });
  };
  const run = () => {
    stop();
    const to = parseDuration(until);
    const variant = withChanges(doc, changes);
    if (!variant.ok) return setOutcome({ stage: 'failed', error: tell(variant.error) });
    if (to === null || to < 1 || to > doc.untilUs)
      return setOutcome({ stage: 'failed', error: say.errors.unknownTime(until) });
    setOutcome({ stage: 'running', done: 0 });
    const both = compareRuns(page.startSpareEngine, { a: doc, b: variant.value }, to, (done) => {
      if (stopRun.current === both.stop) setOutcome({ stage: 'running', done });
    });
    stopRun.current = both.stop;
    void both.sides.then((sides) => {
      // Stopped, or begun anew: nobody waits for this one.
      if (stopRun.current !== both.stop) return;
      stopRun.current = null;
      setOutcome(
        sides.ok ? { stage: 'done', sides: sides.value, to } : { stage: 'failed', error: tell(sides.error) },
      );
    });
  };
  // A link to a comparison shows it at once; whoever closes the sheet ends the work.
  const begin = useRef(() => {
    if (text !== '' && start.ok) run();
    return stop;
  });
  useEffect(() => begin.current(), []);

  const running = outcome.stage === 'running';
  return (
    <div className="flex flex-col gap-4">
      <CompareForm doc={doc} changes={changes} onChange={change} />
      <div className="flex flex-wrap items-center gap-2">
        <label className="flex items-center gap-2 text-xs text-ink-2">
          {say.compare.until}
          <input
            className="field num w-[90px]"
            value={until}
            onChange={(event) => setUntil(event.target.value)}
            spellCheck={false}
            autoComplete="off"
          />
        </label>
        <button
          type="button"
          className="btn btn-ink"
          disabled={text === '' && !running}
          style={text === '' && !running ? { opacity: 0.45 } : {}}
          onClick={() => {
            if (!running) run();
            else {
              stop();
              setOutcome({ stage: 'none', done: 0 });
            }
          }}
        >
          {running ? say.compare.stop : say.compare.run}
        </button>
        {outcome.stage === 'done' && (
          <button type="button" className="btn" onClick={() => void page.copyLink()}>
            {say.compare.link}
          </button>
        )}
        <output className="text-xs text-ink-2">
          {running
            ? say.compare.working(Math.round(outcome.done * 100))
            : text === ''
              ? say.compare.nothing
              : ''}
        </output>
      </div>
      {running && <progress className="h-[6px] w-full" value={outcome.done} max={1} />}
      {outcome.stage === 'failed' && (
        <p role="alert" className="text-sm text-warn">
          {outcome.error}
        </p>
      )}
      {outcome.stage === 'done' && (
        <>
          <Verdicts sides={outcome.sides} />
          <div className="grid grid-cols-1 gap-6 lg:grid-cols-[1.35fr_1fr]">
            <CompareCharts sides={outcome.sides} to={outcome.to} />
            <CompareFigures sides={outcome.sides} />
          </div>
        </>
      )}
    </div>
  );
}

/** What a reader wants to know first: does either break a promise? */
function Verdicts({ sides }: { sides: Sides }) {
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm">
      {(['a', 'b'] as const).map((side) => (
        <div key={side} className="contents">
          <dt className="font-semibold">{say.compare.sides[side]}</dt>
          <dd>
            <Verdict report={sides[side].report} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Verdict({ report }: { report: Report }) {
  const broken = report.checks.filter((check) => check.violations > 0);
  const first = broken
    .flatMap((check) => (check.first === null ? [] : [check.first]))
    .toSorted((a, b) => a.atMs - b.atMs)[0];
  if (broken.length === 0) return <span className="text-ok">{say.compare.holds}</span>;
  return (
    <>
      <span className="font-semibold text-bad">
        {say.compare.violates(broken.map((check) => check.id).join(', '))}
      </span>
      {first !== undefined && (
        <span className="block text-xs text-ink-2">
          {say.compare.firstAt(formatMoment(first.atMs * US_PER_MS), tell(first.words))}
        </span>
      )}
    </>
  );
}
