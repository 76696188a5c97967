import { Clock } from 'lucide-react';
import { useId } from 'react';
import { useTenant } from '#/shared/lib/useTenant';
import { Button, buttonClass } from './button';
import { askTimeout, type TimeoutTarget } from './timeoutRequest';

export const NO_MODERATION =
  'Your role here may look but not moderate. Ask an owner or admin for the moderator role.';

/** Always there, so people learn where it is; without the permission it says why it does nothing. */
export function TimeoutButton({
  target,
  tabIndex,
  compact,
}: {
  target: TimeoutTarget;
  tabIndex?: number;
  compact?: boolean;
}) {
  const { may } = useTenant();
  const why = useId();
  const label = `Time out ${target.name}`;
  const extra = tabIndex === undefined ? {} : { tabIndex };
  const face = (
    <>
      <Clock className="size-3.5" aria-hidden="true" />
      {!compact && 'Time out'}
    </>
  );
  if (may('moderate'))
    return (
      <Button
        size={compact ? 'tiny' : 'sm'}
        variant={compact ? 'ghost' : 'quiet'}
        aria-label={label}
        title={compact ? label : undefined}
        onClick={() => askTimeout(target)}
        {...extra}
      >
        {face}
      </Button>
    );
  return (
    <span className="group/no relative inline-flex">
      <button
        type="button"
        aria-disabled="true"
        aria-label={`${label} (not allowed)`}
        aria-describedby={why}
        className={buttonClass(compact ? 'ghost' : 'quiet', compact ? 'tiny' : 'sm')}
        {...extra}
      >
        {face}
      </button>
      <span
        id={why}
        className="pointer-events-none absolute right-0 bottom-full z-10 mb-1.5 hidden w-60 rounded-md border border-line-strong bg-rime px-2.5 py-1.5 font-sans text-xs whitespace-normal text-snow shadow-xl group-hover/no:block group-has-focus-visible/no:block"
      >
        {NO_MODERATION}
      </span>
    </span>
  );
}
