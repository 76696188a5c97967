import { MonitorSmartphone, Smartphone } from 'lucide-react';
import { fmt } from '#/shared/lib/format';
import { Button } from '#/shared/ui/button';
import { deviceName, type Session } from './api';

const HANDHELD = new Set(['Android', 'iPhone', 'iPad']);

export function SessionRow({ s, busy, onEnd }: { s: Session; busy: boolean; onEnd: () => void }) {
  const name = deviceName(s);
  const Icon = s.platform && HANDHELD.has(s.platform) ? Smartphone : MonitorSmartphone;
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-3">
      <Icon className="size-5 shrink-0 text-haze" aria-hidden="true" />
      <div className="min-w-0 flex-1">
        <div className="flex flex-wrap items-center gap-x-2">
          <span className="truncate font-[520]">{name}</span>
          {s.current && (
            <span className="rounded-sm bg-glacier-wash px-1.5 text-xs text-glacier">This browser</span>
          )}
        </div>
        <div className="num text-xs text-mist">
          Last seen{' '}
          <time dateTime={s.seen_at} title={fmt.full(s.seen_at)}>
            {s.current ? 'now' : fmt.ago(s.seen_at)}
          </time>
          {' · signed in '}
          <time dateTime={s.created_at}>{fmt.full(s.created_at)}</time>
          {s.network && (
            <>
              {' · from '}
              <span className="font-mono">{s.network}</span>
            </>
          )}
        </div>
      </div>
      {!s.current && (
        <Button size="sm" aria-label={`Sign out ${name}`} disabled={busy} onClick={onEnd}>
          Sign out
        </Button>
      )}
    </li>
  );
}
