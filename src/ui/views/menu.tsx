import { DropdownMenu } from 'radix-ui';
import { useRef } from 'react';
import type { CSSProperties, ReactNode } from 'react';

/**
 * An open menu. Where `place` is, nothing is seen: a point where something was clicked, or the whole of the button that opened
 * it. The focus goes back to what had it. Opened by keyboard, its first item has the focus.
 */
export function Menu({
  label,
  place,
  byKeyboard = false,
  side = 'bottom',
  className = '',
  onClose,
  children,
}: {
  label: string;
  place: CSSProperties;
  byKeyboard?: boolean;
  side?: 'bottom' | 'top' | 'right';
  className?: string;
  onClose: () => void;
  children: ReactNode;
}) {
  const opener = useRef<Element | null>(document.activeElement);
  const entered = useRef(!byKeyboard);
  return (
    <DropdownMenu.Root open onOpenChange={(open) => !open && onClose()}>
      <DropdownMenu.Trigger asChild>
        <span aria-hidden="true" className="pointer-events-none" style={place} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          className={`menu ${className}`}
          side={side}
          align="start"
          sideOffset={side === 'top' ? 6 : 2}
          collisionPadding={8}
          aria-label={label}
          aria-labelledby={undefined}
          onFocus={({ target, currentTarget }) => {
            // The menu itself gets the focus when it opens.
            if (entered.current || target !== currentTarget) return;
            entered.current = true;
            currentTarget.querySelector<HTMLElement>('[role="menuitem"]:not([data-disabled])')?.focus();
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            if (opener.current instanceof HTMLElement) opener.current.focus();
          }}
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

export const MenuItem = DropdownMenu.Item;
export const MenuLabel = DropdownMenu.Label;
export const MenuSeparator = DropdownMenu.Separator;
