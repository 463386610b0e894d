import { ChevronDown } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { usePage } from '../state/context.ts';
import type { StepKind } from '../state/controller.ts';
import { say } from '../strings/index.ts';

const STEPS: readonly { readonly what: StepKind; readonly key: string }[] = [
  { what: 'event', key: '.' },
  { what: 'message', key: 'M' },
  { what: 'tick', key: 'T' },
  { what: 'selection', key: 'O' },
];

function words(what: StepKind): string {
  const { stepEvent, stepMessage, stepTick, stepSelection } = say.timeline;
  return { event: stepEvent, message: stepMessage, tick: stepTick, selection: stepSelection }[what];
}

/** The steps that are longer or choosier than one event. */
export function StepMenu({ disabled }: { disabled: boolean }) {
  const { controller } = usePage();
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger
        className="btn btn-ghost min-w-[24px] px-[3px]"
        aria-label={say.timeline.steps}
        title={say.timeline.steps}
        disabled={disabled}
      >
        <ChevronDown size={13} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" side="top" align="start" sideOffset={6} collisionPadding={8}>
          {STEPS.map(({ what, key }) => (
            <DropdownMenu.Item
              key={what}
              className="menu-item flex-row items-baseline justify-between gap-4"
              onSelect={() => void controller.step(what)}
            >
              <span>{words(what)}</span>
              <kbd className="num text-2xs text-ink-3">{key}</kbd>
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
