import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import type { ReactNode, RefObject } from 'react';
import { Button } from './button';

/** A modal dialog: focus goes in, stays in, and returns to where it came from. */
export function Dialog({
  title,
  description,
  onClose,
  initialFocus,
  children,
}: {
  title: string;
  description?: string;
  onClose: () => void;
  /** Where typing starts; else the first control. */
  initialFocus?: RefObject<HTMLElement | null>;
  children: ReactNode;
}) {
  return (
    <Base.Root open onOpenChange={(open) => !open && onClose()}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-black/55" />
        <Base.Popup
          {...(initialFocus ? { initialFocus } : {})}
          className="fixed top-1/2 left-1/2 z-50 max-h-[calc(100dvh-1.5rem)] w-[30rem] max-w-[calc(100vw-1.5rem)] -translate-x-1/2 -translate-y-1/2 animate-rise overflow-y-auto rounded-xl border border-line-strong bg-firn shadow-2xl outline-none"
        >
          <div className="flex items-start gap-3 border-b border-line px-5 py-4">
            <div className="min-w-0 flex-1">
              <Base.Title className="truncate text-lg font-[600]">{title}</Base.Title>
              {description && (
                <Base.Description className="text-sm text-mist">{description}</Base.Description>
              )}
            </div>
            <Base.Close render={<Button size="icon" variant="ghost" aria-label="Close" />}>
              <X className="size-4" />
            </Base.Close>
          </div>
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
