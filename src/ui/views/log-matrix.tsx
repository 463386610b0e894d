import { useRef } from 'react';
import type { LogMatrix, LogMatrixRow } from '../../model/frame.ts';
import { say } from '../strings/later.ts';
import { useSize } from './layer.tsx';

/** A cell with its gap, and what the names and the progress beside the cells need. */
const CELL_W = 21;
const AROUND_W = 214;

/**
 * Raft logs of a Region's peers in aligned columns: a divergence is a broken column. Filled: committed; dashed: not
 * yet; a dot under a cell is what the leader knows to match, a caret is where it sends next.
 */
export function LogMatrixView({ log }: { log: LogMatrix }) {
  const figure = useRef<HTMLElement>(null);
  const { w } = useSize(figure);
  const all = Math.max(0, ...log.rows.map((row) => row.terms.length));
  // One column more than there are entries: there the carets of peers that have them all stand.
  const columns = all === 0 ? 0 : Math.min(all + 1, Math.max(6, Math.floor((w - AROUND_W) / CELL_W)));
  const first = Math.max(log.first, log.first + all + 1 - columns);
  const last = first + columns - 1;
  return (
    <figure ref={figure} className="min-w-0" aria-label={say.inspector.raftLog}>
      <div className={`overflow-x-auto ${all === 0 ? 'hidden' : ''}`}>
        <table className="border-separate border-spacing-x-[2px] border-spacing-y-0 text-2xs">
          <thead>
            <tr>
              <th scope="col" className="pr-2 text-left font-normal text-ink-3">
                {say.inspector.raftLog}
              </th>
              {Array.from({ length: columns }, (_, i) => (
                <th
                  key={i}
                  scope="col"
                  className="num p-0 text-center text-[11px] font-normal whitespace-nowrap text-ink-3"
                >
                  <span className={labelled(i, columns, first) ? 'flex w-[19px] justify-center' : 'sr-only'}>
                    {first + i}
                  </span>
                </th>
              ))}
              <th scope="col">
                <span className="sr-only">{say.inspector.progress}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {log.rows.map((row) => (
              <Row key={row.store} row={row} first={first} skipped={first - log.first} columns={columns} />
            ))}
          </tbody>
        </table>
      </div>
      <figcaption className="mt-[3px] text-2xs text-ink-3">
        {say.inspector.matrixLegend} · {first}…{last}
      </figcaption>
    </figure>
  );
}

/** Numbers stand over the ends and every fifth column that is not too near to an end. */
function labelled(i: number, columns: number, first: number): boolean {
  if (i === 0 || i === columns - 1) return true;
  return (first + i) % 5 === 0 && i > 2 && i < columns - 3;
}

function Row({
  row,
  first,
  skipped,
  columns,
}: {
  row: LogMatrixRow;
  first: number;
  skipped: number;
  columns: number;
}) {
  return (
    <tr>
      <th
        scope="row"
        className={`pr-2 text-left align-top leading-[19px] whitespace-nowrap ${row.leader ? 'font-semibold' : 'font-normal text-ink-2'}`}
      >
        {say.map.storeName(row.store)}
        {row.leader && <span className="text-ink-3">, {say.inspector.leader}</span>}
      </th>
      {Array.from({ length: columns }, (_, i) => {
        const index = first + i;
        const term = row.terms[skipped + i] ?? 0;
        const committed = index <= row.commit;
        const applied = index <= row.applied;
        const match = row.progress !== null && row.progress.match === index;
        const next = row.progress !== null && row.progress.next === index;
        return (
          <td key={i} className="p-0 align-top">
            <div
              className="num relative flex h-[19px] w-[19px] items-center justify-center rounded-[4px] text-[11px]"
              style={
                term === 0
                  ? { border: '1px solid var(--hairline)' }
                  : committed
                    ? {
                        background: applied
                          ? 'color-mix(in srgb, var(--shallow) 75%, var(--panel))'
                          : 'color-mix(in srgb, var(--shallow) 40%, var(--panel))',
                        border: '1px solid var(--water)',
                        color: 'var(--ink)',
                      }
                    : { border: '1px dashed var(--water)', color: 'var(--ink-2)' }
              }
            >
              {term === 0 ? '' : term}
            </div>
            <div aria-hidden="true" className="flex h-[9px] items-center justify-center text-ink">
              {match && <span className="size-[5px] rounded-full bg-ink" />}
              {next && (
                <svg width="7" height="6">
                  <path d="M0.5 5.5 3.5 1l3 4.5" fill="none" stroke="currentColor" strokeWidth="1.4" />
                </svg>
              )}
            </div>
          </td>
        );
      })}
      <td className="num pl-2 text-left align-top leading-[19px] whitespace-nowrap text-ink-3">
        {row.progress === null ? '' : say.inspector.match(row.progress.match)}
        {row.progress !== null && <span className="max-sm:sr-only">, {row.progress.state}</span>}
      </td>
    </tr>
  );
}
