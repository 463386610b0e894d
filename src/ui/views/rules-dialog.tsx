import { Switch } from 'radix-ui';
import { useState } from 'react';
import type { RuleSet } from '../../model/config.ts';
import { holds, RULES, withRule } from '../../scenario/rules.ts';
import { formatChanges, NO_CHANGES } from '../../scenario/variant.ts';
import { splitTerms } from '../glossary/split.ts';
import type { TermId } from '../glossary/terms.ts';
import { usePage, useUi } from '../state/context.ts';
import { tell } from '../strings/index.ts';
import { say } from '../strings/later.ts';
import { Sheet } from './dialog.tsx';
import { Said } from './term.tsx';

/** Protocol rules as switches. A change builds the run anew: a rule cannot be withdrawn from the past. */
export function RulesDialog() {
  const { store, controller } = usePage();
  const doc = useUi((state) => state.doc);
  const [switched, setSwitched] = useState<RuleSet>(doc?.rules ?? { off: [] });
  const [text, setText] = useState('');
  const close = () => store.setState({ dialog: null });
  const wanted = text.trim().toLowerCase();
  const rules = RULES.filter((rule) =>
    `${rule.id} ${rule.words} ${tell(rule.words)}`.toLowerCase().includes(wanted),
  );
  const same = doc !== null && RULES.every(({ id }) => holds(switched, id) === holds(doc.rules, id));
  const apply = async () => {
    close();
    if (doc === null) return;
    const loaded = await controller.load(
      { ...doc, rules: switched },
      { at: null, selection: null, play: true },
    );
    if (!loaded.ok) controller.toast('problem', loaded.error);
  };
  const seen = new Set<TermId>();
  return (
    <Sheet title={say.rules.title} intro={say.rules.intro} wide onClose={close}>
      <div className="sticky top-0 z-10 flex flex-wrap items-center gap-3 bg-panel pb-2">
        <input
          type="search"
          value={text}
          onChange={(event) => setText(event.target.value)}
          placeholder={say.rules.filter}
          aria-label={say.rules.filter}
          className="h-[30px] min-w-[180px] flex-1 rounded-md border border-line bg-paper px-2 text-sm placeholder:text-ink-3"
        />
        <button
          type="button"
          className="btn btn-ink"
          disabled={same}
          style={same ? { opacity: 0.45 } : {}}
          onClick={() => void apply()}
        >
          {say.rules.apply}
        </button>
        <button
          type="button"
          className="btn"
          disabled={same}
          style={same ? { opacity: 0.45 } : {}}
          onClick={() => store.setState({ dialog: 'compare', compared: changesOf(doc?.rules, switched) })}
        >
          {say.rules.compare}
        </button>
      </div>
      {rules.length === 0 && <p className="chart-voice py-4 text-[15px] text-ink-3">{say.rules.none}</p>}
      <ul>
        {rules.map((rule) => {
          const on = holds(switched, rule.id);
          return (
            <li key={rule.id} className="flex items-start gap-4 border-t border-hairline py-[7px]">
              <Switch.Root
                checked={on}
                aria-label={rule.id}
                onCheckedChange={(checked) => setSwitched(withRule(switched, rule.id, checked))}
                className="relative mt-[2px] h-[18px] w-[32px] shrink-0 rounded-full border border-line bg-shade transition-colors data-[state=checked]:border-ink data-[state=checked]:bg-ink"
              >
                <Switch.Thumb className="block size-[12px] translate-x-[3px] rounded-full bg-ink-3 transition-transform data-[state=checked]:translate-x-[15px] data-[state=checked]:bg-on-ink" />
              </Switch.Root>
              <div className="min-w-0 flex-1 text-xs">
                <div className={on ? '' : 'text-warn'}>
                  <Said pieces={splitTerms(tell(rule.words), seen)} />
                </div>
                <div className="num text-2xs text-ink-3">
                  {rule.id} · <span className="font-sans">{say.rules.guards}</span> {rule.guards.join(', ')}
                </div>
              </div>
            </li>
          );
        })}
      </ul>
    </Sheet>
  );
}

/** The switches that were moved, as what another run does differently. */
function changesOf(before: RuleSet | undefined, after: RuleSet): string {
  const moved = RULES.filter(({ id }) => before !== undefined && holds(before, id) !== holds(after, id));
  const ids = (on: boolean) => moved.filter(({ id }) => holds(after, id) === on).map(({ id }) => id);
  return formatChanges({ ...NO_CHANGES, on: ids(true), off: ids(false) });
}
