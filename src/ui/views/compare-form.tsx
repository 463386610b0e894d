import { X } from 'lucide-react';
import { useState } from 'react';
import type { ScenarioDoc } from '../../scenario/document.ts';
import { holds, RULES } from '../../scenario/rules.ts';
import type { Changes } from '../../scenario/variant.ts';
import { withChanges } from '../../scenario/variant.ts';
import { tell } from '../strings/index.ts';
import { say } from '../strings/later.ts';

type Kind = keyof typeof say.compare.kinds;

const KINDS: readonly Kind[] = ['off', 'on', 'generation', 'set', 'do'];
const FIELDS = ['off', 'on', 'set', 'do'] as const;

/** What the variant does differently, put together piece by piece; each piece is judged before it is taken. */
export function CompareForm({
  doc,
  changes,
  onChange,
}: {
  doc: ScenarioDoc;
  changes: Changes;
  onChange: (changes: Changes) => void;
}) {
  const [kind, setKind] = useState<Kind>('off');
  const [text, setText] = useState('');
  const [problem, setProblem] = useState('');
  const other = doc.config.causalTs.generation === 'hlc' ? 'batch-tso' : 'hlc';
  const rules = RULES.filter(({ id }) => holds(doc.rules, id) === (kind === 'off'));
  const byRule = kind === 'off' || kind === 'on';
  const [rule, setRule] = useState('');
  const chosen = rules.some(({ id }) => id === rule) ? rule : (rules[0]?.id ?? '');
  const value = byRule ? chosen : kind === 'generation' ? `config.causalTs.generation=${other}` : text.trim();
  const add = (event: { preventDefault(): void }) => {
    event.preventDefault();
    const field = kind === 'generation' ? 'set' : kind;
    if (value === '' || changes[field].includes(value)) return;
    const next = { ...changes, [field]: [...changes[field], value] };
    const judged = withChanges(doc, next);
    setProblem(judged.ok ? '' : tell(judged.error));
    if (!judged.ok) return;
    setText('');
    onChange(next);
  };
  return (
    <form onSubmit={add} className="flex flex-col gap-2" noValidate>
      <div className="flex flex-wrap items-center gap-2">
        <select
          aria-label={say.compare.what}
          className="field"
          value={kind}
          onChange={(event) => setKind(KINDS.find((id) => id === event.target.value) ?? 'off')}
        >
          {KINDS.map((id) => (
            <option key={id} value={id}>
              {say.compare.kinds[id]}
            </option>
          ))}
        </select>
        {byRule ? (
          <select
            aria-label={say.compare.rule}
            className="field max-w-full min-w-0 flex-1 basis-[220px]"
            value={chosen}
            onChange={(event) => setRule(event.target.value)}
          >
            {rules.map(({ id, words }) => (
              <option key={id} value={id}>
                {`${id} · ${tell(words)}`}
              </option>
            ))}
          </select>
        ) : kind === 'generation' ? (
          <span className="min-w-0 flex-1 basis-[220px] text-xs text-ink-2">
            {say.compare.generation[other]}
          </span>
        ) : (
          <input
            aria-label={say.compare.value[kind]}
            className="field num min-w-0 flex-1 basis-[220px]"
            placeholder={say.compare.examples[kind]}
            value={text}
            onChange={(event) => setText(event.target.value)}
            spellCheck={false}
            autoComplete="off"
          />
        )}
        <button type="submit" className="btn">
          {say.compare.add}
        </button>
      </div>
      {problem !== '' && (
        <p className="text-2xs text-warn" role="alert">
          {problem}
        </p>
      )}
      <ul className="flex flex-wrap gap-[6px]">
        {FIELDS.flatMap((field) =>
          changes[field].map((each) => {
            const words = say.compare.changes[field](each);
            return (
              <li
                key={`${field} ${each}`}
                className="flex items-center gap-1 rounded-full border border-line bg-raised py-[2px] pr-[3px] pl-[10px] text-xs"
              >
                <span className="num">{words}</span>
                <button
                  type="button"
                  className="btn btn-ghost min-h-[20px] rounded-full px-1"
                  aria-label={say.compare.remove(words)}
                  onClick={() =>
                    onChange({ ...changes, [field]: changes[field].filter((one) => one !== each) })
                  }
                >
                  <X size={12} />
                </button>
              </li>
            );
          }),
        )}
      </ul>
    </form>
  );
}
