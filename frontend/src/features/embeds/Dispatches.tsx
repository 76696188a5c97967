import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { CircleAlert, CircleCheck, LoaderCircle, Send } from 'lucide-react';
import type { Dispatch } from '#/shared/api/queries';
import { useNames } from '#/shared/discord/names';
import { fmt } from '#/shared/lib/format';
import { Button } from '#/shared/ui/button';
import { Empty, Failure, RowSkeletons } from '#/shared/ui/states';
import { dispatchesQuery } from './api';

const FACE = {
  pending: { Icon: LoaderCircle, tone: 'text-lamp animate-spin', says: 'On its way' },
  delivered: { Icon: CircleCheck, tone: 'text-aurora', says: 'Delivered' },
  failed: { Icon: CircleAlert, tone: 'text-ember', says: 'Not delivered' },
} as const;

const headline = (d: Dispatch): string =>
  d.embeds.find((e) => e.title)?.title || d.content || d.embeds[0]?.description || 'Embed';

/** How one sending went, with the way to the message or the way to try again. */
export function DispatchState({
  d,
  tenant,
  onRetry,
  busy,
}: {
  d: Dispatch;
  tenant: string;
  onRetry: (d: Dispatch) => void;
  busy: boolean;
}) {
  const names = useNames();
  const { Icon, tone, says } = FACE[d.state];
  return (
    <div className="flex min-h-14 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2">
      <Icon className={`size-4 shrink-0 ${tone}`} aria-hidden="true" />
      <div className="min-w-0 flex-1">
        <div className="truncate">{headline(d)}</div>
        <div className="text-sm text-mist">
          {says} {d.state === 'failed' ? 'to' : d.state === 'pending' ? 'to' : 'in'} #
          {names.channel(d.channel_id) ?? d.channel_id} ·{' '}
          <time className="num" dateTime={d.created_at} title={fmt.full(d.created_at)}>
            {fmt.ago(d.created_at)}
          </time>
        </div>
        {d.failure && <div className="text-sm text-ember">{d.failure}</div>}
      </div>
      {d.state === 'delivered' && d.message_id && (
        <Link
          to="/app/$tenant/live"
          params={{ tenant }}
          search={{ channel: d.channel_id, message: d.message_id }}
          className="flex min-h-9 items-center text-sm text-glacier hover:underline pointer-coarse:min-h-11"
        >
          Jump to message
        </Link>
      )}
      {d.state === 'failed' && (
        <Button size="sm" disabled={busy} onClick={() => onRetry(d)}>
          Retry
        </Button>
      )}
    </div>
  );
}

export function RecentDispatches({
  tenant,
  onRetry,
  busy,
}: {
  tenant: string;
  onRetry: (d: Dispatch) => void;
  busy: boolean;
}) {
  const { data, error, refetch } = useQuery(dispatchesQuery(tenant));
  return (
    <section aria-label="Recent dispatches" className="rounded-lg border border-line">
      <h2 className="border-b border-line px-4 py-2.5 text-base font-[580]">Recently sent</h2>
      {error && !data ? (
        <Failure error={error} what="What was sent can't be loaded" retry={refetch} />
      ) : !data ? (
        <RowSkeletons rows={2} label="Loading what was sent" />
      ) : data.length === 0 ? (
        <Empty icon={<Send className="size-6" />} title="Nothing sent yet">
          What you send is listed here, with how it went.
        </Empty>
      ) : (
        <ul className="divide-y divide-line">
          {data.map((d) => (
            <li key={d.id}>
              <DispatchState d={d} tenant={tenant} onRetry={onRetry} busy={busy} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
