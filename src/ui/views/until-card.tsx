import { useState } from 'react';
import type { SubmitEvent } from 'react';
import type { RunCondition, WatchedLag } from '../../model/condition.ts';
import { regionOf } from '../refs.ts';
import { LAGS } from '../state/conditions.ts';
import { useUi } from '../state/context.ts';
import { say } from '../strings/index.ts';
import type { CardPlace } from './card-button.tsx';
import { FloatingCard } from './floating-card.tsx';

type Kind = 'caption' | 'leader' | 'region' | 'violation' | 'lag' | 'log';

/** Asks what the run is to be played up to. */
export function UntilCard({ go, ...place }: CardPlace & { go: (condition: RunCondition) => void }) {
  return (
    <FloatingCard {...place} label={say.until.title} align="start" className="w-[300px] p-[12px]">
      <Ask go={go} />
    </FloatingCard>
  );
}

function Ask({ go }: { go: (condition: RunCondition) => void }) {
  const region = useUi((state) => regionOf(state.selection));
  const [kind, setKind] = useState<Kind>(region === null ? 'leader' : 'region');
  const [lag, setLag] = useState<WatchedLag>('checkpoint');
  const [ms, setMs] = useState('1000');
  const [words, setWords] = useState('');
  const [problem, setProblem] = useState('');
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const aboveMs = Number(ms);
    if (kind === 'lag' && !(aboveMs >= 1)) setProblem(say.until.badLag);
    else if (kind === 'log' && words.trim() === '') setProblem(say.until.badWords);
    else if (kind === 'lag') go({ on: 'lag', of: lag, aboveMs });
    else if (kind === 'log') go({ on: 'log', words: words.trim() });
    else if (kind === 'violation' || kind === 'caption') go({ on: kind });
    else go({ on: 'leader', region: kind === 'region' ? region : null });
  };
  const choice = (id: Kind, label: string) => (
    <label className="flex min-h-[26px] items-center gap-2 text-xs">
      <input
        type="radio"
        name="until"
        checked={kind === id}
        onChange={() => setKind(id)}
        className="accent-[var(--accent)]"
      />
      {label}
    </label>
  );
  return (
    <form onSubmit={submit} className="flex flex-col" noValidate>
      <p className="chart-voice mb-1 text-[17px]">{say.until.title}</p>
      {choice('leader', say.until.leader)}
      {region !== null && choice('region', say.until.leaderOf(region))}
      {choice('caption', say.until.caption)}
      {choice('violation', say.until.violation)}
      {choice('lag', say.until.lag)}
      {kind === 'lag' && (
        <div className="mb-1 ml-[21px] flex items-center gap-2">
          <select
            aria-label={say.until.which}
            value={lag}
            onChange={(event) => setLag(LAGS.find((each) => each === event.target.value) ?? lag)}
            className="field min-w-0 flex-1"
          >
            {LAGS.map((id) => (
              <option key={id} value={id}>
                {say.until.lags[id]}
              </option>
            ))}
          </select>
          <input
            aria-label={say.until.ms}
            inputMode="numeric"
            value={ms}
            onChange={(event) => setMs(event.target.value)}
            className="field num w-[68px] text-right"
          />
          <span className="text-2xs text-ink-3">{say.until.ms}</span>
        </div>
      )}
      {choice('log', say.until.log)}
      {kind === 'log' && (
        <input
          aria-label={say.until.words}
          placeholder={say.until.words}
          value={words}
          onChange={(event) => setWords(event.target.value)}
          className="field mb-1 ml-[21px]"
        />
      )}
      <div className="mt-2 flex items-center justify-end gap-3">
        <span className="text-2xs text-warn" role="alert">
          {problem}
        </span>
        <button type="submit" className="btn btn-ink">
          {say.until.go}
        </button>
      </div>
    </form>
  );
}
