import { Crown, Trash2 } from 'lucide-react';
import { fmt, isAhead } from '#/shared/lib/format';
import { Avatar } from '#/shared/ui/avatar';
import { Button } from '#/shared/ui/button';
import type { Entry, Role } from './api';
import { RoleSelect } from './RoleSelect';
import { MAY, sources } from './roles';

/** One person: what they may, since when, until when, and what brings them here. */
export function StaffRow({
  s,
  you,
  offer,
  busy,
  onRole,
  onRemove,
  onTransfer,
}: {
  s: Entry;
  you: boolean;
  /** The roles that the viewer of this page may give; none means that they only look. */
  offer: readonly Role[];
  busy: boolean;
  onRole: (role: Role) => void;
  onRemove: () => void;
  onTransfer?: (() => void) | undefined;
}) {
  const from = sources(s);
  const changes = offer.length > 0 && (s.direct === null || offer.includes(s.direct));
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-2.5">
      <Avatar id={s.user_id} name={s.name} url={s.avatar_url} className="size-9" />
      <div className="min-w-0 flex-1 max-sm:basis-[calc(100%-3rem)]">
        <div className="truncate font-[520]">
          {s.name}
          {you && <span className="text-sm text-mist"> (you)</span>}
        </div>
        <div className="num text-xs text-mist">
          {s.lapsed ? 'Nothing any more' : MAY[s.role]}
          {s.added_at && <> · since {fmt.day(s.added_at)}</>}
          {s.until && (
            <span className={s.lapsed ? 'text-lamp' : ''}>
              {' '}
              · {isAhead(s.until) ? 'ends' : 'ended'}{' '}
              <time dateTime={s.until} title={fmt.full(s.until)}>
                {fmt.ago(s.until)}
              </time>
            </span>
          )}
        </div>
        {from && <div className="truncate text-xs text-glacier">{from}</div>}
      </div>
      <div className="flex items-center gap-1 max-sm:ml-12">
        {onTransfer && (
          <Button size="icon" variant="ghost" aria-label={`Make ${s.name} the owner`} onClick={onTransfer}>
            <Crown className="size-4" aria-hidden="true" />
          </Button>
        )}
        {changes ? (
          <>
            <RoleSelect
              label={`Role of ${s.name}`}
              value={s.direct ?? s.role}
              offer={offer}
              disabled={busy}
              onChange={onRole}
            />
            {s.direct && (
              <Button size="icon" variant="ghost" aria-label={`Remove ${s.name}`} onClick={onRemove}>
                <Trash2 className="size-4" aria-hidden="true" />
              </Button>
            )}
          </>
        ) : (
          <span className="text-sm text-mist capitalize">{s.role}</span>
        )}
      </div>
    </li>
  );
}
