import { X } from 'lucide-react';
import { Dialog } from 'radix-ui';
import type { ReactNode } from 'react';
import { say } from '../strings/index.ts';

const WIDTHS = { text: 'max-w-[640px]', wide: 'max-w-[920px]', gallery: 'max-w-[1180px]' } as const;

/** A sheet over the page, with its title, its own scrolling and a way out. */
export function Sheet({
  title,
  intro,
  wide = false,
  width = wide ? 'wide' : 'text',
  onClose,
  children,
}: {
  title: string;
  intro?: string;
  wide?: boolean;
  /** `gallery` uses what a large page has and is nearly the whole of it. */
  width?: 'text' | 'wide' | 'gallery';
  onClose: () => void;
  children: ReactNode;
}) {
  return (
    <Dialog.Root
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-black/35 backdrop-blur-[1px]" />
        <Dialog.Content
          aria-describedby={undefined}
          onOpenAutoFocus={(event) => {
            // The sheet itself, so that no button looks chosen before anybody chose.
            event.preventDefault();
            if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus();
          }}
          className={`fixed top-1/2 left-1/2 z-50 flex max-h-[86vh] w-[calc(100vw-24px)] -translate-x-1/2 -translate-y-1/2 flex-col overflow-hidden rounded-2xl border border-line bg-panel shadow-float outline-none ${WIDTHS[width]}`}
        >
          <header className="flex items-start gap-4 px-6 pt-5 pb-3">
            <div className="min-w-0 flex-1">
              <Dialog.Title className="chart-voice text-[24px] leading-[28px] font-medium">
                {title}
              </Dialog.Title>
              {intro !== undefined && <p className="mt-1 max-w-[620px] text-xs text-ink-2">{intro}</p>}
            </div>
            <Dialog.Close className="btn btn-ghost px-[6px]" aria-label={say.errors.close}>
              <X size={16} />
            </Dialog.Close>
          </header>
          <div className="min-h-0 overflow-y-auto px-6 pb-6">{children}</div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
