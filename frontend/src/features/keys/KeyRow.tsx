import clsx from 'clsx';
import { KeyRound, Trash2 } from 'lucide-react';
import { fmt } from '#/shared/lib/format';
import { Button } from '#/shared/ui/button';
import type { ApiKey } from './api';
import { endOf, scopesText } from './terms';

export function KeyRow({ k, onRevoke }: { k: ApiKey; onRevoke?: () => void }) {
  const end = endOf(k);
  return (
    <li className="flex items-center gap-3 px-4 py-3">
      <KeyRound
        className={clsx('size-5 shrink-0', end.state === 'over' ? 'text-ember' : 'text-haze')}
        aria-hidden="true"
      />
      <div className="min-w-0 flex-1">
        <div className="truncate font-[520]">
          {k.name} <span className="font-mono text-2xs text-haze">sf_live_{k.id}_…</span>
        </div>
        <div className="num text-xs text-mist">
          {scopesText(k)}
          {' · '}
          <span
            className={clsx(end.state === 'over' && 'text-ember', end.state === 'soon' && 'text-lamp')}
            title={k.expires_at ? fmt.full(k.expires_at) : undefined}
          >
            {end.text}
          </span>
          {' · '}
          {k.last_used_at ? (
            <>
              last used{' '}
              <time dateTime={k.last_used_at} title={fmt.full(k.last_used_at)}>
                {fmt.ago(k.last_used_at)}
              </time>
            </>
          ) : (
            'never used'
          )}
          {` · made by ${k.created_by.name}, ${fmt.day(k.created_at)}`}
        </div>
      </div>
      {onRevoke && (
        <Button size="icon" variant="ghost" aria-label={`Revoke ${k.name}`} onClick={onRevoke}>
          <Trash2 className="size-4" aria-hidden="true" />
        </Button>
      )}
    </li>
  );
}
