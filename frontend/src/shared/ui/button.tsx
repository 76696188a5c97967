import clsx from 'clsx';
import type { ComponentProps } from 'react';

const look = {
  primary: 'bg-glacier text-glacier-ink hover:brightness-110 font-[560]',
  quiet: 'border border-line-strong bg-firn text-snow hover:bg-drift',
  ghost: 'text-mist hover:bg-drift hover:text-snow',
  danger: 'border border-ember/60 bg-ember-wash text-ember hover:brightness-110',
} as const;
const extent = {
  sm: 'h-8 px-2.5 pointer-coarse:h-11 pointer-coarse:px-3.5',
  md: 'h-9 px-3.5 pointer-coarse:h-11',
  icon: 'size-9 pointer-coarse:size-11',
  tiny: 'size-7 pointer-coarse:size-11',
} as const;

/** The classes of a button, for links that look like one. */
export function buttonClass(
  variant: keyof typeof look = 'quiet',
  size: keyof typeof extent = 'md',
  extra?: string,
): string {
  return clsx(
    'inline-flex shrink-0 select-none items-center justify-center gap-1.5 rounded-md text-sm whitespace-nowrap transition-[background,filter] duration-100 active:translate-y-px disabled:pointer-events-none disabled:opacity-50 aria-disabled:cursor-not-allowed aria-disabled:opacity-50',
    extent[size],
    look[variant],
    extra,
  );
}

export function Button({
  variant = 'quiet',
  size = 'md',
  className,
  type = 'button',
  ...rest
}: ComponentProps<'button'> & { variant?: keyof typeof look; size?: keyof typeof extent }) {
  return <button type={type} className={buttonClass(variant, size, className)} {...rest} />;
}
