import clsx from 'clsx';
import { useLiveStatus } from '#/shared/realtime/live';

const SAYS = {
  connecting: ['Connecting…', 'bg-haze'],
  live: ['Live', 'bg-aurora'],
  reconnecting: ['Reconnecting…', 'bg-lamp'],
  polling: ['Polling every 3 s', 'bg-lamp'],
} as const;

/** Whether what is on screen is as it is now. */
export function LiveStatus() {
  const status = useLiveStatus((s) => s.status);
  const [text, dot] = SAYS[status];
  return (
    <span
      role="status"
      aria-label="Connection"
      className="flex shrink-0 items-center gap-1.5 text-xs whitespace-nowrap text-mist"
    >
      <i className={clsx('size-2 shrink-0 rounded-full', dot)} aria-hidden="true" />
      <span className="max-sm:sr-only">{text}</span>
    </span>
  );
}
