import { Gauge } from 'lucide-react';
import { Popover } from 'radix-ui';
import type { SystemConfig } from '../../model/config.ts';
import { formatDuration } from '../../model/time.ts';
import type { Departure, Pace } from '../../scenario/pace.ts';
import { isDuration, paceOf } from '../../scenario/pace.ts';
import { say } from '../strings/index.ts';

/** How the clocks and settings of a run differ from the real systems', in a few letters. */
export function paceWords(pace: Pace): string {
  if (pace.factor > 1) return say.pace.faster(Number(pace.factor.toPrecision(2)));
  return pace.departures.length === 0 ? '' : say.pace.settings(pace.departures.length);
}

/** The same as a badge that opens the whole list; nothing where all is as in production. */
export function PaceBadge({ config }: { config: SystemConfig }) {
  const pace = paceOf(config);
  const words = paceWords(pace);
  if (words === '') return null;
  return (
    <Popover.Root>
      <Popover.Trigger
        className="btn h-6 shrink-0 rounded-full px-2 text-2xs text-ink-2"
        title={`${words}: ${say.pace.title}`}
      >
        <Gauge size={12} aria-hidden="true" />
        <span className="max-sm:sr-only">{words}</span>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className="menu w-[380px] max-w-[calc(100vw-16px)] p-[14px]"
          side="top"
          align="end"
          sideOffset={6}
          collisionPadding={8}
          aria-label={say.pace.title}
        >
          <p className="text-xs font-semibold">{say.pace.title}</p>
          <p className="mt-1 text-2xs text-ink-2">{say.pace.intro}</p>
          <div className="mt-2 max-h-[280px] overflow-y-auto">
            <table className="num w-full text-2xs">
              <thead>
                <tr className="text-left text-ink-3">
                  <th className="py-1 font-normal">{say.pace.setting}</th>
                  <th className="py-1 text-right font-normal">{say.pace.real}</th>
                  <th className="py-1 pl-3 text-right font-normal">{say.pace.here}</th>
                </tr>
              </thead>
              <tbody>
                {pace.departures.map((departure) => (
                  <tr key={departure.path} className="border-t border-hairline">
                    <td className="py-1 break-all">{departure.path.replace('config.', '')}</td>
                    <td className="py-1 text-right whitespace-nowrap text-ink-2">
                      {valueWords(departure, departure.real)}
                    </td>
                    <td className="py-1 pl-3 text-right whitespace-nowrap">
                      {valueWords(departure, departure.here)}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function valueWords(departure: Departure, value: Departure['real']): string {
  if (typeof value === 'boolean') return value ? say.rules.on : say.rules.off;
  return typeof value === 'number' && isDuration(departure) ? formatDuration(value) : String(value);
}
