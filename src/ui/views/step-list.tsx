import { usePage } from '../state/context.ts';
import type { StepKind } from '../state/controller.ts';
import { say } from '../strings/index.ts';
import { Menu, MenuItem } from './menu.tsx';

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

export function StepList({ byKeyboard, onClose }: { byKeyboard: boolean; onClose: () => void }) {
  const { controller } = usePage();
  return (
    <Menu
      label={say.timeline.steps}
      place={{ position: 'absolute', inset: 0 }}
      byKeyboard={byKeyboard}
      side="top"
      onClose={onClose}
    >
      {STEPS.map(({ what, key }) => (
        <MenuItem
          key={what}
          className="menu-item flex-row items-baseline justify-between gap-4"
          onSelect={() => void controller.step(what)}
        >
          <span>{words(what)}</span>
          <kbd className="num text-2xs text-ink-3">{key}</kbd>
        </MenuItem>
      ))}
    </Menu>
  );
}
