import { Toast } from '@base-ui/react/toast';
import { X } from 'lucide-react';
import { explain } from '#/shared/api/client';

export interface ToastData {
  /** A path in this application. */
  href?: string;
  hrefLabel?: string;
}
export const toasts = Toast.createToastManager<ToastData>();

export function toastError(title: string, error: unknown): void {
  toasts.add({ title, description: explain(error), type: 'error', priority: 'high', timeout: 10_000 });
}

function List({ follow }: { follow: (href: string) => void }) {
  const { toasts: list } = Toast.useToastManager<ToastData>();
  return list.map((t) => (
    <Toast.Root
      key={t.id}
      toast={t}
      className="animate-rise rounded-lg border border-line-strong bg-rime p-3 shadow-2xl data-ending-style:opacity-0 data-[type=error]:border-ember/60"
    >
      <Toast.Content className="grid grid-cols-[1fr_auto_auto] items-center gap-x-2">
        <div className="min-w-0">
          <Toast.Title className="text-base font-[560]" />
          <Toast.Description className="text-sm text-mist" />
          {t.data?.href && (
            <a
              href={t.data.href}
              className="text-sm text-glacier hover:underline"
              onClick={(e) => {
                if (e.metaKey || e.ctrlKey || !t.data?.href) return;
                e.preventDefault();
                follow(t.data.href);
              }}
            >
              {t.data.hrefLabel ?? 'Open'}
            </a>
          )}
        </div>
        <Toast.Action className="rounded-md px-2 py-1 text-sm font-[560] text-glacier hover:bg-glacier-wash pointer-coarse:min-h-11" />
        <Toast.Close
          aria-label="Dismiss"
          className="grid size-8 place-items-center rounded-md text-mist hover:bg-drift hover:text-snow pointer-coarse:size-11"
        >
          <X className="size-4" />
        </Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ));
}

export function Toaster({ follow }: { follow: (href: string) => void }) {
  return (
    <Toast.Provider toastManager={toasts} limit={3}>
      <Toast.Portal>
        <Toast.Viewport className="fixed right-4 bottom-4 z-50 flex w-96 max-w-[calc(100vw-2rem)] flex-col gap-2">
          <List follow={follow} />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}
