import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import clsx from 'clsx';
import { ArrowLeft, Hash, MessageSquareOff, PanelLeft } from 'lucide-react';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { channelsQuery, messageQuery, type Message } from '#/shared/api/queries';
import { NamesContext } from '#/shared/discord/names';
import { useGuildNames } from '#/shared/discord/useGuildNames';
import { useDocumentTitle } from '#/shared/lib/useDocumentTitle';
import { useTenant } from '#/shared/lib/useTenant';
import { Button } from '#/shared/ui/button';
import { Empty, Failure, RowSkeletons } from '#/shared/ui/states';
import { Announcer } from './Announcer';
import { channelTree, firstReadable } from './channelTree';
import { ChannelIcon, ChannelNav } from './ChannelNav';
import { LiveStatus } from './LiveStatus';
import { MessageList } from './MessageList';
import { MessagePanel } from './MessagePanel';
import { SearchBox } from './SearchBox';
import { SearchResults } from './SearchResults';
import { watchChannel } from './unread';
import { usePeople } from './usePeople';
import { useTimeline } from './useTimeline';
import '#/styles/discord.css';

const NOTHING: readonly Message[] = [];

export function LiveViewPage() {
  const { slug: tenant } = useTenant();
  const search = useSearch({ from: '/app/$tenant/live' });
  const navigate = useNavigate({ from: '/app/$tenant/live' });
  const channels = useQuery(channelsQuery(tenant));
  const tree = useMemo(() => channelTree(channels.data ?? []), [channels.data]);
  const [picking, setPicking] = useState(false);

  // A link to a message alone is enough: the message knows its channel.
  const homeless = !search.channel && search.message !== undefined;
  const linked = useQuery({ ...messageQuery(tenant, search.message ?? ''), enabled: homeless });
  const channel = search.channel ?? (homeless ? linked.data?.message.channel_id : firstReadable(tree)) ?? '';
  const target = search.message ?? search.at;

  const control = useTimeline(tenant, channel, target);
  const people = usePeople(tenant, control.line?.items ?? NOTHING);
  const names = useGuildNames(tenant, people);
  const here = channels.data?.find((c) => c.id === channel);
  const name = here?.name ?? 'this channel';
  useDocumentTitle(here ? `#${here.name}` : 'Live view');

  const q = search.q ?? '';
  const side = q !== '' || search.message !== undefined;
  useEffect(() => {
    watchChannel(channel || null);
    return () => watchChannel(null);
  }, [channel]);

  const open = useCallback(
    (id: string) => void navigate({ search: (s) => ({ ...s, channel, message: id }) }),
    [navigate, channel],
  );
  const present = useCallback(
    () => void navigate({ search: ({ message: _, at: __, ...s }) => ({ ...s, channel }) }),
    [navigate, channel],
  );

  const failed = control.error && !control.line;
  return (
    <NamesContext value={names}>
      <div
        className={clsx(
          'grid h-full min-h-0 grid-cols-1 md:grid-cols-[13rem_minmax(0,1fr)]',
          side && 'xl:grid-cols-[13rem_minmax(0,1fr)_24rem]',
        )}
      >
        <div
          className={clsx(
            'min-h-0 border-r border-line md:block',
            picking ? 'absolute inset-x-0 top-[3.25rem] bottom-0 z-30 block bg-night' : 'hidden',
          )}
        >
          {channels.error && !channels.data ? (
            <Failure
              error={channels.error}
              what="Channels can't be read"
              retry={channels.refetch}
              className="flex-col"
            />
          ) : channels.data ? (
            <ChannelNav tree={tree} current={channel} tenant={tenant} onPick={() => setPicking(false)} />
          ) : (
            <RowSkeletons rows={7} label="Loading channels" />
          )}
        </div>
        <section className="flex min-h-0 min-w-0 flex-col" aria-labelledby="channel-name">
          <div className="flex min-h-13 items-center gap-3 border-b border-line px-3 md:px-4">
            <Button
              size="icon"
              variant="ghost"
              className="md:hidden"
              aria-label="Choose a channel"
              aria-expanded={picking}
              onClick={() => setPicking(!picking)}
            >
              <PanelLeft className="size-5" aria-hidden="true" />
            </Button>
            <h1 id="channel-name" className="flex min-w-0 items-center gap-1.5 text-lg font-[600]">
              {here ? (
                <ChannelIcon type={here.type} />
              ) : (
                <Hash className="size-4 text-haze" aria-hidden="true" />
              )}
              <span className="truncate">{here?.name ?? 'Live view'}</span>
            </h1>
            <LiveStatus />
            <SearchBox q={q} />
          </div>
          {q && search.message && (
            <Link
              from="/app/$tenant/live"
              search={({ message: _, ...s }) => s}
              className="flex min-h-11 items-center gap-2 border-b border-line px-4 text-sm text-glacier xl:hidden"
            >
              <ArrowLeft className="size-4" aria-hidden="true" />
              Back to the results for “{q}”
            </Link>
          )}
          {failed ? (
            <Failure error={control.error} what="Messages can't be loaded" retry={control.retry} />
          ) : linked.error && homeless ? (
            <Failure error={linked.error} what="That message can't be found" />
          ) : control.line?.items.length === 0 ? (
            <Empty
              icon={<MessageSquareOff className="size-6" />}
              title={`Nothing kept of ${name} yet`}
              className="flex-1"
            >
              New messages show up here as they are written.
            </Empty>
          ) : control.line ? (
            <MessageList
              key={`${channel}/${target ?? ''}`}
              control={control}
              name={here ? `#${here.name}` : name}
              target={target}
              onOpen={open}
              onPresent={present}
            />
          ) : (
            <RowSkeletons rows={9} label="Loading messages" />
          )}
          {channel && <Announcer channel={channel} name={name} />}
        </section>
        {side && (
          <aside
            aria-label="Search and message"
            className={clsx(
              'min-h-0 flex-col border-l border-line bg-night',
              // Below xl the results lie over the messages until one is chosen.
              search.message && q
                ? 'hidden xl:flex'
                : 'absolute inset-x-0 bottom-0 z-20 flex xl:static xl:z-auto xl:max-h-none',
              q && !search.message ? 'top-[3.25rem]' : 'max-xl:max-h-[60%] max-xl:border-t',
            )}
          >
            {q && (
              <SearchResults
                tenant={tenant}
                q={q}
                channel={channel}
                scope={search.scope ?? 'all'}
                selected={search.message}
              />
            )}
            {search.message && (
              <MessagePanel key={search.message} tenant={tenant} id={search.message} alone={q === ''} />
            )}
          </aside>
        )}
      </div>
    </NamesContext>
  );
}
