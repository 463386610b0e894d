import type { Figure } from '../../model/figures.ts';
import { figuresOf } from '../../model/figures.ts';
import { decimal } from '../format.ts';
import { changeWords, differencesOf } from '../offers/differences.ts';
import type { Sides } from '../state/comparison.ts';
import { say } from '../strings/later.ts';

/** Every figure of both reports: what differs first, the rest on demand. */
export function CompareFigures({ sides }: { sides: Sides }) {
  const { different, equal } = differencesOf(figuresOf(sides.a.report, sides.b.report));
  return (
    <section aria-label={say.compare.figures} className="min-w-0">
      <h3 className="panel-title mb-1">{say.compare.figures}</h3>
      {different.length === 0 ? (
        <p className="chart-voice py-2 text-[15px] text-ink-2">{say.compare.noDifference}</p>
      ) : (
        <Table figures={different} />
      )}
      {equal.length > 0 && (
        <details className="mt-2 text-xs text-ink-2">
          <summary className="cursor-pointer py-1">{say.compare.equal(equal.length)}</summary>
          <Table figures={equal} />
        </details>
      )}
    </section>
  );
}

function Table({ figures }: { figures: readonly Figure[] }) {
  const { columns } = say.compare;
  return (
    <table className="w-full text-2xs">
      <thead>
        <tr className="text-left text-ink-3">
          <th className="py-1 pr-2 font-medium">{columns.figure}</th>
          <th className="px-2 text-right font-medium">{columns.a}</th>
          <th className="px-2 text-right font-medium">{columns.b}</th>
          <th className="pl-2 text-right font-medium">{columns.change}</th>
        </tr>
      </thead>
      <tbody>
        {figures.map((figure) => (
          <tr key={figure.name} className="border-t border-hairline" title={figure.name}>
            <th className="py-[3px] pr-2 text-left font-normal break-words text-ink-2">
              {figureWords(figure.name)}
            </th>
            <td className="num px-2 text-right">{number(figure.a)}</td>
            <td className="num px-2 text-right">{number(figure.b)}</td>
            <td className="num pl-2 text-right whitespace-nowrap text-ink-2">{changeWords(figure)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** `latency.write.p99Ms` as people say it; what has no words, such as a kind of message, stays. */
function figureWords(name: string): string {
  const { segments } = say.compare;
  const isKnown = (segment: string): segment is keyof typeof segments => Object.hasOwn(segments, segment);
  // Kinds of messages and ids of checks have dots of their own.
  const depth = name.startsWith('traffic.byKind.') ? 3 : name.startsWith('violations.') ? 2 : Infinity;
  const parts = name.split('.');
  const shown = [
    ...parts.slice(0, depth - 1),
    ...(parts.length >= depth ? [parts.slice(depth - 1).join('.')] : []),
  ];
  return (depth === Infinity ? parts : shown)
    .map((segment) => (isKnown(segment) ? segments[segment] : segment))
    .filter((words) => words !== '')
    .join(' · ');
}

function number(value: number | null): string {
  if (value === null) return '–';
  return decimal(value, Number.isInteger(value) ? 0 : Math.abs(value) < 10 ? 3 : 1);
}
