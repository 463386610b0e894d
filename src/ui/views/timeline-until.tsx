import { FastForward, Square } from 'lucide-react';
import type { RunCondition } from '../../model/condition.ts';
import { usePage, useUi } from '../state/context.ts';
import { say } from '../strings/index.ts';
import { CardButton } from './card-button.tsx';
import { late } from './late.ts';

const UntilCard = late(async () => (await import('./until-card.tsx')).UntilCard);

/** Asks what the run is to be played up to; while it is on its way there, the same button stops it. */
export function RunUntil({ disabled }: { disabled: boolean }) {
  const { store, controller } = usePage();
  const { open, waiting } = useUi((state) => ({ open: state.untilOpen, waiting: state.waiting !== null }));
  const go = async (condition: RunCondition) => {
    store.setState({ untilOpen: false });
    const met = await controller.runUntil(condition);
    controller.toast('info', met.ok ? say.until.met(met.value) : met.error);
  };
  if (waiting) {
    return (
      <button
        type="button"
        className="btn btn-ghost px-[7px] text-accent max-sm:px-[5px]"
        aria-label={say.until.stop}
        title={`${say.until.running} ${say.until.stop} (Space)`}
        onClick={() => controller.pause()}
      >
        <Square size={13} fill="currentColor" />
      </button>
    );
  }
  return (
    <CardButton
      open={open}
      setOpen={(untilOpen) => store.setState({ untilOpen })}
      card={(place) => <UntilCard {...place} go={(condition) => void go(condition)} />}
      className="btn btn-ghost px-[7px] max-sm:px-[5px]"
      aria-label={say.until.open}
      title={`${say.until.open} (U)`}
      disabled={disabled}
    >
      <FastForward size={15} />
    </CardButton>
  );
}
