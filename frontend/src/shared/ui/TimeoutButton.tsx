import { Tooltip } from '@base-ui/react/tooltip';
import { Clock } from 'lucide-react';
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
    <Tooltip.Root>
      <Tooltip.Trigger
        aria-disabled="true"
        aria-description={NO_MODERATION}
        aria-label={`${label} (not allowed)`}
        className={buttonClass(compact ? 'ghost' : 'quiet', compact ? 'tiny' : 'sm')}
        {...extra}
      >
        {face}
      </Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Positioner sideOffset={6} className="z-50">
          <Tooltip.Popup className="max-w-64 rounded-md border border-line-strong bg-rime px-2.5 py-1.5 text-xs text-snow shadow-xl">
            {NO_MODERATION}
          </Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
