import { Popover } from 'radix-ui';
import { useRef } from 'react';
import type { ReactNode } from 'react';
import type { CardPlace } from './card-button.tsx';

/** An open card beside the button that opened it. The focus goes back there, unless somebody went elsewhere with it. */
export function FloatingCard({
  anchor,
  label,
  align = 'center',
  className,
  onClose,
  children,
}: CardPlace & {
  label: string;
  align?: 'start' | 'center' | 'end';
  className: string;
  children: ReactNode;
}) {
  const left = useRef(false);
  return (
    <Popover.Root open onOpenChange={(open) => !open && onClose()}>
      <Popover.Anchor virtualRef={anchor} />
      <Popover.Portal>
        <Popover.Content
          className={`menu ${className}`}
          side="top"
          align={align}
          sideOffset={6}
          collisionPadding={8}
          aria-label={label}
          onInteractOutside={(event) => {
            const onAnchor = event.target instanceof Node && anchor.current?.contains(event.target) === true;
            // The button closes it by itself.
            if (onAnchor) event.preventDefault();
            else left.current = true;
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            if (!left.current) anchor.current?.focus();
          }}
        >
          {children}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
