import { Gauge } from 'lucide-react';
import { useState } from 'react';
import type { SystemConfig } from '../../model/config.ts';
import type { Pace } from '../../scenario/pace.ts';
import { paceOf } from '../../scenario/pace.ts';
import { say } from '../strings/index.ts';
import { CardButton } from './card-button.tsx';
import { late } from './late.ts';

const PaceCard = late(async () => (await import('./pace-card.tsx')).PaceCard);

/** How the clocks and settings of a run differ from the real systems', in a few letters. */
export function paceWords(pace: Pace): string {
  if (pace.factor > 1) return say.pace.faster(Number(pace.factor.toPrecision(2)));
  return pace.departures.length === 0 ? '' : say.pace.settings(pace.departures.length);
}

/** The same as a badge that opens the whole list; nothing where all is as in production. */
export function PaceBadge({ config }: { config: SystemConfig }) {
  const [open, setOpen] = useState(false);
  const pace = paceOf(config);
  const words = paceWords(pace);
  if (words === '') return null;
  return (
    <CardButton
      open={open}
      setOpen={setOpen}
      card={(place) => <PaceCard {...place} pace={pace} />}
      className="btn h-6 shrink-0 rounded-full px-2 text-2xs text-ink-2"
      title={`${words}: ${say.pace.title}`}
    >
      <Gauge size={12} aria-hidden="true" />
      <span className="max-sm:sr-only">{words}</span>
    </CardButton>
  );
}
