import { FIDELITY } from '../fidelity.ts';
import { usePage } from '../state/context.ts';
import { tell } from '../strings/index.ts';
import { say } from '../strings/later.ts';
import { Sheet } from './dialog.tsx';

export function FidelityDialog() {
  const { store } = usePage();
  const columns = [
    { title: say.fidelity.modelled, kind: 'modelled' },
    { title: say.fidelity.simplified, kind: 'simplified' },
    { title: say.fidelity.ignored, kind: 'left-out' },
  ] as const;
  return (
    <Sheet title={say.fidelity.title} wide onClose={() => store.setState({ dialog: null })}>
      <div className="grid grid-cols-1 gap-6 md:grid-cols-3">
        {columns.map(({ title, kind }) => (
          <section key={kind}>
            <h3 className="mb-1 text-xs font-semibold text-ink-2">{title}</h3>
            <ul>
              {FIDELITY.filter((entry) => entry.kind === kind).map((entry) => (
                <li key={entry.what} className="border-t border-hairline py-[7px]">
                  <div className="text-xs font-medium">{tell(entry.what)}</div>
                  <div className="text-2xs text-ink-2">{tell(entry.words)}</div>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </Sheet>
  );
}
