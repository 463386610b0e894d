import { ChevronDown } from 'lucide-react';
import { Suspense, useState } from 'react';
import { say } from '../strings/index.ts';
import { late } from './late.ts';

const StepList = late(async () => (await import('./step-list.tsx')).StepList);

/** The steps that are longer or choosier than one event. */
export function StepMenu({ disabled }: { disabled: boolean }) {
  const [opened, setOpened] = useState<{ byKeyboard: boolean } | null>(null);
  return (
    <span className="relative inline-flex">
      <button
        type="button"
        className="btn btn-ghost min-w-[24px] px-[3px]"
        aria-label={say.timeline.steps}
        aria-haspopup="menu"
        aria-expanded={opened !== null}
        title={say.timeline.steps}
        disabled={disabled}
        // A click without a pointer is a key.
        onClick={(event) => setOpened({ byKeyboard: event.detail === 0 })}
      >
        <ChevronDown size={13} />
      </button>
      {opened !== null && (
        <Suspense fallback={null}>
          <StepList {...opened} onClose={() => setOpened(null)} />
        </Suspense>
      )}
    </span>
  );
}
