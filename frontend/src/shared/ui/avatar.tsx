import clsx from 'clsx';
import { useState } from 'react';

const TINTS = [
  '#2c6e7a',
  '#5b5fa8',
  '#8a5a2b',
  '#2f7a4f',
  '#93487c',
  '#9b4a3c',
  '#4d6d96',
  '#6d6a1f',
] as const;

function tint(seed: string): string {
  let h = 0;
  for (const c of seed) h = (h * 31 + (c.codePointAt(0) ?? 0)) >>> 0;
  return TINTS[h % TINTS.length] ?? TINTS[0];
}
export const initial = (name: string): string => ([...name.trim()][0] ?? '?').toUpperCase();

/** A person is a circle, a community a hexagon; a picture that fails to load gives way to the initial. */
export function Avatar({
  id,
  name,
  url,
  shape = 'circle',
  className = 'size-8',
}: {
  id: string;
  name: string;
  url: string | null;
  shape?: 'circle' | 'hex';
  className?: string;
}) {
  const [broken, setBroken] = useState<string | null>(null);
  const outline = shape === 'hex' ? 'hex' : 'rounded-full';
  if (url && url !== broken)
    return (
      <img
        src={url}
        alt=""
        loading="lazy"
        className={clsx('shrink-0 object-cover', outline, className)}
        onError={() => setBroken(url)}
      />
    );
  return (
    <span
      aria-hidden="true"
      className={clsx('grid shrink-0 place-items-center text-xs font-[600] text-white', outline, className)}
      style={{ background: tint(id) }}
    >
      {initial(name)}
    </span>
  );
}
