import clsx from 'clsx';
import { useId, type ReactNode } from 'react';

export interface FieldControl {
  id: string;
  'aria-invalid': boolean;
  'aria-describedby': string | undefined;
}

/** A labelled control with its counter, hint and error tied to it for screen readers. */
export function Field({
  label,
  error,
  hint,
  count,
  max,
  children,
}: {
  label: string;
  error?: string | undefined;
  hint?: ReactNode;
  count?: number;
  max?: number;
  children: (control: FieldControl) => ReactNode;
}) {
  const id = useId();
  const described = [error && `${id}-e`, hint && `${id}-h`].filter(Boolean).join(' ') || undefined;
  const over = max !== undefined && (count ?? 0) > max;
  return (
    <div className="min-w-0">
      <div className="mb-1 flex items-baseline justify-between gap-2">
        <label htmlFor={id} className="text-sm text-mist">
          {label}
        </label>
        {max !== undefined && (
          <span className={clsx('num text-2xs', over ? 'text-ember' : 'text-haze')}>
            {count ?? 0} / {max}
          </span>
        )}
      </div>
      {children({ id, 'aria-invalid': !!error || over, 'aria-describedby': described })}
      {error && (
        <p id={`${id}-e`} className="mt-1 text-xs text-ember" role="alert">
          {error}
        </p>
      )}
      {hint && (
        <p id={`${id}-h`} className="mt-1 text-xs text-haze">
          {hint}
        </p>
      )}
    </div>
  );
}
