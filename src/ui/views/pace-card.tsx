import { formatDuration } from '../../model/time.ts';
import type { Departure, Pace } from '../../scenario/pace.ts';
import { isDuration } from '../../scenario/pace.ts';
import { say } from '../strings/later.ts';
import type { CardPlace } from './card-button.tsx';
import { FloatingCard } from './floating-card.tsx';

/** Every setting of a run that is not as in production. */
export function PaceCard({ pace, ...place }: CardPlace & { pace: Pace }) {
  return (
    <FloatingCard
      {...place}
      label={say.pace.title}
      align="end"
      className="w-[380px] max-w-[calc(100vw-16px)] p-[14px]"
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
    </FloatingCard>
  );
}

function valueWords(departure: Departure, value: Departure['real']): string {
  if (typeof value === 'boolean') return value ? say.rules.on : say.rules.off;
  return typeof value === 'number' && isDuration(departure) ? formatDuration(value) : String(value);
}
