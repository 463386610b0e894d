import type { ReactNode } from 'react';
import { splitTerms } from '../glossary/split.ts';
import type { TermId } from '../glossary/terms.ts';
import { usePage } from '../state/context.ts';
import { say } from '../strings/later.ts';
import type { AllStrings } from '../strings/en/later.ts';
import { Sheet } from './dialog.tsx';
import { Said } from './term.tsx';

const KEYS: readonly (readonly [readonly string[], keyof AllStrings['help']['keys']])[] = [
  [['Space'], 'play'],
  [['.'], 'event'],
  [['M'], 'message'],
  [['T'], 'tick'],
  [['O'], 'selection'],
  [['[', ']'], 'messages'],
  [[','], 'back'],
  [['A', '←'], 'left'],
  [['D', '→'], 'right'],
  [['W'], 'faster'],
  [['S'], 'slower'],
  [['Home'], 'home'],
  [['End'], 'end'],
  [['1', '2', '3', '4'], 'panels'],
  [['I', 'L', 'C'], 'details'],
  [['←', '↑', '↓', '→'], 'focus'],
  [['Enter'], 'actions'],
  [['P'], 'pickUp'],
  [['Ctrl K'], 'palette'],
  [['G'], 'stories'],
  [['E'], 'author'],
  [['H'], 'glossary'],
  [['U'], 'until'],
  [['V'], 'compare'],
  [['Ctrl Z'], 'undo'],

  [['N'], 'theme'],
  [['Y'], 'link'],
  [['Esc'], 'escape'],
  [['?'], 'help'],
];

export function HelpDialog() {
  const { store } = usePage();
  const seen = new Set<TermId>();
  return (
    <Sheet
      title={say.help.title}
      intro={say.help.intro}
      wide
      onClose={() => store.setState({ dialog: null })}
    >
      <div className="grid grid-cols-1 gap-x-10 gap-y-6 md:grid-cols-[1.3fr_1fr]">
        <dl className="grid grid-cols-[auto_1fr] content-start gap-x-4 gap-y-[6px]">
          {KEYS.map(([keys, words]) => (
            <div key={words} className="contents text-xs">
              <dt className="flex gap-1">
                {keys.map((key) => (
                  <kbd key={key} className="kbd">
                    {key}
                  </kbd>
                ))}
              </dt>
              <dd className="text-ink-2">{say.help.keys[words]}</dd>
            </div>
          ))}
        </dl>
        <section>
          <h3 className="mb-2 text-xs font-semibold">{say.help.legend}</h3>
          <ul className="flex flex-col gap-[7px] text-xs text-ink-2">
            {SIGNS.map(({ sign, words }) => (
              <li key={words} className="flex items-center gap-3">
                <svg aria-hidden="true" width="34" height="22" viewBox="0 0 34 22" className="shrink-0">
                  {sign}
                </svg>
                <span>
                  <Said pieces={splitTerms(say.help.signs[words], seen)} />
                </span>
              </li>
            ))}
          </ul>
          <div className="mt-5 flex flex-wrap gap-2">
            <button type="button" className="btn" onClick={() => store.setState({ dialog: 'glossary' })}>
              {say.glossary.title}
            </button>
            <button type="button" className="btn" onClick={() => store.setState({ dialog: 'fidelity' })}>
              {say.fidelity.open}
            </button>
          </div>
        </section>
      </div>
    </Sheet>
  );
}

const box = (props: { fill?: string; dash?: string; hatched?: boolean; children?: ReactNode }) => (
  <>
    <rect
      x="5.5"
      y="2.5"
      width="23"
      height="17"
      rx="4"
      fill={props.fill ?? 'none'}
      stroke="var(--ink)"
      strokeDasharray={props.dash ?? ''}
    />
    {props.hatched === true && <path d="M8 19 22 3M14 19 28 3M6 12 14 3M20 19l8-9" stroke="var(--ink-3)" />}
    {props.children}
  </>
);

function figure(words: string): ReactNode {
  return (
    <text x="17" y="15" textAnchor="middle" className="num" fontSize="11" fill="var(--ink-2)">
      {words}
    </text>
  );
}

/** The second edge of a peer whose vote is about to change. */
function inner(dash: string): ReactNode {
  return (
    <rect
      x="8.5"
      y="5.5"
      width="17"
      height="11"
      rx="2"
      fill="none"
      stroke="var(--ink)"
      strokeDasharray={dash}
    />
  );
}

const SIGNS: readonly { readonly sign: ReactNode; readonly words: keyof AllStrings['help']['signs'] }[] = [
  { sign: box({ fill: 'var(--ink)' }), words: 'leader' },
  { sign: box({}), words: 'follower' },
  { sign: box({ dash: '3 2.5' }), words: 'learner' },
  { sign: box({ children: inner('') }), words: 'incoming' },
  { sign: box({ children: inner('1.5 3') }), words: 'demoting' },
  {
    sign: box({
      dash: '5 2',
      children: (
        <>
          <circle cx="12" cy="11" r="2.6" fill="var(--ink)" />
          <circle cx="20" cy="11" r="2.6" fill="none" stroke="var(--ink)" />
        </>
      ),
    }),
    words: 'candidate',
  },
  { sign: box({ hatched: true }), words: 'down' },
  {
    sign: <path d="M17 4a7 7 0 1 1-7 7" fill="none" stroke="var(--ink-2)" strokeWidth="2.4" />,
    words: 'arc',
  },
  {
    sign: (
      <>
        <rect x="4" y="6" width="26" height="5" rx="2" fill="var(--s-3)" opacity="0.55" />
        <rect x="4" y="6" width="20" height="5" rx="2" fill="var(--water)" />
        <rect x="4" y="13.5" width="17" height="2.5" rx="1" fill="var(--deep)" />
      </>
    ),
    words: 'bars',
  },
  { sign: figure('t6'), words: 'term' },
  { sign: figure('#102'), words: 'commit' },
  { sign: <rect x="13" y="7" width="8" height="8" fill="var(--bad)" />, words: 'headless' },
  { sign: <circle cx="17" cy="11" r="5" fill="var(--s-1)" />, words: 'request' },
  {
    sign: (
      <>
        <circle cx="17" cy="11" r="6" fill="none" stroke="var(--s-1)" strokeWidth="1.6" />
        <path d="M14 11h6M17 8v6" stroke="var(--s-1)" strokeWidth="1.6" />
      </>
    ),
    words: 'accepted',
  },
  {
    sign: (
      <>
        <circle cx="17" cy="11" r="6" fill="none" stroke="var(--s-1)" strokeWidth="1.6" />
        <path d="M14 11h6" stroke="var(--s-1)" strokeWidth="1.6" />
      </>
    ),
    words: 'rejected',
  },
  { sign: <path d="M17 5l6 6-6 6-6-6z" fill="var(--s-4)" />, words: 'stream' },
  {
    sign: (
      <path
        d="M17 4v4M17 14v4M10 11h4M20 11h4M12 6l3 3M19 13l3 3M22 6l-3 3M15 13l-3 3"
        stroke="var(--bad)"
        strokeWidth="1.7"
      />
    ),
    words: 'dropped',
  },
];
