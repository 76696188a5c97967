import { Link } from '@tanstack/react-router';
import clsx from 'clsx';
import type { Case } from '#/shared/api/queries';
import { fmt } from '#/shared/lib/format';

const STATE = {
  pending: ['Being carried out', 'text-lamp'],
  enforced: ['Enforced', 'text-aurora'],
  failed: ['Failed', 'text-ember'],
} as const;

export const verb = (c: Pick<Case, 'sanction'>): string =>
  c.sanction === 'timeout' ? 'timed out' : 'ended the time-out of';

export function CaseState({ state }: { state: Case['state'] }) {
  const [text, tone] = STATE[state];
  return <span className={clsx('text-xs whitespace-nowrap', tone)}>{text}</span>;
}

/** One case in a list, wherever it is listed. */
export function CaseRow({ c, tenant }: { c: Case; tenant: string }) {
  return (
    <Link
      to="/app/$tenant/moderation/cases/$number"
      params={{ tenant, number: String(c.number) }}
      className="grid min-h-14 grid-cols-[2.5rem_minmax(0,1fr)_auto] items-center gap-3 px-4 py-2 hover:bg-drift"
    >
      <span className="num font-mono text-xs text-haze">
        <span className="sr-only">Case </span>#{c.number}
      </span>
      <span className="min-w-0">
        <span className="block truncate">
          {c.moderator.name} <span className="text-mist">{verb(c)}</span> {c.member.name}
        </span>
        <span className="block truncate text-sm text-mist">{c.reason}</span>
      </span>
      <span className="text-right">
        <CaseState state={c.state} />
        <time className="num block text-xs text-haze" dateTime={c.opened_at} title={fmt.full(c.opened_at)}>
          {fmt.ago(c.opened_at)}
        </time>
      </span>
    </Link>
  );
}
