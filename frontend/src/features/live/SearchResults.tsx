import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import clsx from 'clsx';
import { SearchX } from 'lucide-react';
import { fmt } from '#/shared/lib/format';
import { useNames } from '#/shared/discord/names';
import { gist, plainText } from '#/shared/discord/plain';
import { Button } from '#/shared/ui/button';
import { Empty, Failure, RowSkeletons } from '#/shared/ui/states';
import { searchQuery } from './api';
import { snippet } from './highlight';

function counted(total: number, estimate: boolean): string {
  return `${estimate ? 'About ' : ''}${fmt.int(total)} ${total === 1 ? 'message' : 'messages'}`;
}

export function SearchResults({
  tenant,
  q,
  channel,
  scope,
  selected,
}: {
  tenant: string;
  q: string;
  channel: string;
  scope: 'all' | 'channel';
  selected: string | undefined;
}) {
  const names = useNames();
  const found = useInfiniteQuery(searchQuery(tenant, q, scope === 'channel' ? channel : undefined));
  const hits = found.data?.pages.flatMap((p) => p.items) ?? [];
  const head = found.data?.pages[0];
  return (
    <>
      <div className="flex min-h-11 items-center gap-2 border-b border-line px-4 text-sm text-mist">
        <p className="num min-w-0 truncate" role="status">
          {head
            ? `${counted(head.total, head.total_is_estimate)} for “${q}”`
            : found.error
              ? 'No answer'
              : 'Searching…'}
        </p>
        <Link
          from="/app/$tenant/live"
          search={(s) => ({ ...s, scope: scope === 'all' ? 'channel' : undefined })}
          replace
          className="ml-auto shrink-0 py-2 text-xs text-glacier hover:underline"
        >
          {scope === 'all' ? 'Only this channel' : 'All channels'}
        </Link>
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto" tabIndex={-1}>
        {found.error && !head ? (
          <Failure error={found.error} what="The search did not work" retry={found.refetch} />
        ) : !head ? (
          <RowSkeletons rows={5} label="Searching" />
        ) : hits.length === 0 ? (
          <Empty icon={<SearchX className="size-6" />} title="Nothing said like that here">
            Try fewer words, or look in all channels. <code>from:</code>, <code>in:</code> and{' '}
            <code>has:image</code> narrow a search.
          </Empty>
        ) : (
          <ul aria-label="Search results" className="p-2">
            {hits.map(({ message: m, highlights }) => (
              <li key={m.id}>
                <Link
                  from="/app/$tenant/live"
                  search={(s) => ({ ...s, channel: m.channel_id, message: m.id })}
                  aria-current={m.id === selected ? 'true' : undefined}
                  className={clsx(
                    'block rounded-md px-2.5 py-2 hover:bg-drift',
                    m.id === selected && 'bg-drift',
                  )}
                >
                  <span className="flex justify-between gap-2 text-xs text-haze">
                    <span className="truncate">
                      <span className="text-mist">{m.author.name}</span> in #
                      {names.channel(m.channel_id) ?? m.channel_id}
                    </span>
                    <time className="num shrink-0" dateTime={m.created_at}>
                      {fmt.full(m.created_at)}
                    </time>
                  </span>
                  <span className={clsx('line-clamp-3 text-sm break-words', m.deleted_at && 'line-through')}>
                    {m.content
                      ? snippet(m.content, highlights).map((p, i) =>
                          p.hit ? (
                            <mark key={i} className="rounded-sm bg-lamp-wash px-0.5 text-lamp">
                              {p.text}
                            </mark>
                          ) : (
                            <span key={i} className="text-mist">
                              {plainText(p.text, names)}
                            </span>
                          ),
                        )
                      : gist(m, names) || 'A message without text'}
                  </span>
                  {m.deleted_at && <span className="text-2xs text-ember">Deleted</span>}
                </Link>
              </li>
            ))}
            {found.hasNextPage && (
              <li className="p-2 text-center">
                <Button
                  size="sm"
                  disabled={found.isFetchingNextPage}
                  onClick={() => void found.fetchNextPage()}
                >
                  {found.isFetchingNextPage ? 'Loading…' : 'Show more'}
                </Button>
              </li>
            )}
          </ul>
        )}
      </div>
    </>
  );
}
