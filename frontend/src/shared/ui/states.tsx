import clsx from 'clsx';
import { CircleAlert, RotateCw } from 'lucide-react';
import type { ReactNode } from 'react';
import { ApiError, explain } from '#/shared/api/client';
import { Button } from './button';

/** Nothing here yet, and the one thing to do about it. */
export function Empty({
  icon,
  title,
  children,
  action,
  className,
}: {
  icon?: ReactNode;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  className?: string;
}) {
  return (
    <div className={clsx('grid place-items-center px-6 py-10 text-center', className)}>
      <div className="max-w-sm">
        {icon && <div className="mx-auto mb-3 w-fit text-haze">{icon}</div>}
        <p className="font-[560]">{title}</p>
        {children && <div className="mt-1 text-sm text-mist">{children}</div>}
        {action && <div className="mt-4 flex justify-center">{action}</div>}
      </div>
    </div>
  );
}

/** What failed, why, and a way to try again; a part that fails never takes the page with it. */
export function Failure({
  error,
  what,
  retry,
  className,
}: {
  error: unknown;
  what: string;
  retry?: () => unknown;
  className?: string;
}) {
  const id = error instanceof ApiError ? error.problem.request_id : undefined;
  return (
    <div role="alert" className={clsx('flex items-start gap-3 p-4 text-sm', className)}>
      <CircleAlert className="mt-0.5 size-4 shrink-0 text-ember" aria-hidden="true" />
      <div className="min-w-0 flex-1">
        <p className="font-[560]">{what}</p>
        <p className="text-mist">{explain(error)}</p>
        {id && <p className="mt-0.5 truncate font-mono text-2xs text-haze">Request {id}</p>}
      </div>
      {retry && (
        <Button size="sm" onClick={() => void retry()}>
          <RotateCw className="size-3.5" aria-hidden="true" />
          Try again
        </Button>
      )}
    </div>
  );
}

/** Placeholder rows of the height that the real ones will have. */
export function RowSkeletons({ rows = 4, label = 'Loading' }: { rows?: number; label?: string }) {
  return (
    <div role="status" aria-label={label} className="divide-y divide-line">
      {Array.from({ length: rows }, (_, i) => (
        <div key={i} className="flex h-14 items-center gap-3 px-4">
          <div className="skeleton size-8 rounded-full" />
          <div className="flex-1 space-y-2">
            <div className="skeleton h-3 w-1/3" />
            <div className="skeleton h-2.5 w-2/3" />
          </div>
        </div>
      ))}
    </div>
  );
}
