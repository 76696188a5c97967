import { Link } from '@tanstack/react-router';
import clsx from 'clsx';
import { EyeOff, Hash, Megaphone, MessagesSquare, Mic, Spool, Volume2, type LucideIcon } from 'lucide-react';
import type { Channel } from '#/shared/api/queries';
import type { Branch } from './channelTree';
import { useUnread } from './unread';

const ICON: Record<Channel['type'], LucideIcon> = {
  text: Hash,
  announcement: Megaphone,
  voice: Volume2,
  stage: Mic,
  forum: MessagesSquare,
  category: Hash,
  thread: Spool,
};

export const ChannelIcon = ({ type, className }: { type: Channel['type']; className?: string }) => {
  const Icon = ICON[type];
  return <Icon className={className ?? 'size-4 shrink-0 text-haze'} aria-hidden="true" />;
};

function Row({
  channel,
  current,
  tenant,
  nested,
  onPick,
}: {
  channel: Channel;
  current: boolean;
  tenant: string;
  nested?: boolean;
  onPick?: (() => void) | undefined;
}) {
  const unread = useUnread((s) => s.counts[channel.id] ?? 0);
  const look = clsx(
    'flex min-h-8 w-full items-center gap-1.5 rounded-md pr-2 text-left pointer-coarse:min-h-11',
    nested ? 'pl-7 text-sm' : 'pl-2',
  );
  if (!channel.visible)
    return (
      <span className={clsx(look, 'text-haze')} title="Snowflake may not read this channel">
        <EyeOff className="size-4 shrink-0" aria-hidden="true" />
        <span className="truncate">{channel.name}</span>
        <span className="sr-only">, not readable</span>
      </span>
    );
  if (channel.type === 'forum')
    return (
      <span className={clsx(look, 'text-haze')}>
        <ChannelIcon type="forum" />
        <span className="truncate">{channel.name}</span>
      </span>
    );
  return (
    <Link
      to="/app/$tenant/live"
      params={{ tenant }}
      search={{ channel: channel.id }}
      aria-current={current ? 'page' : undefined}
      {...(onPick ? { onClick: onPick } : {})}
      className={clsx(
        look,
        current ? 'bg-drift text-snow' : unread > 0 ? 'text-snow hover:bg-drift' : 'text-mist hover:bg-drift',
      )}
    >
      <ChannelIcon type={channel.type} />
      <span className="truncate">{channel.name}</span>
      {unread > 0 && (
        <span className="num ml-auto rounded-full bg-glacier-wash px-1.5 text-2xs font-[600] text-glacier">
          {unread > 99 ? '99+' : unread}
          <span className="sr-only"> unread</span>
        </span>
      )}
    </Link>
  );
}

export function ChannelNav({
  tree,
  current,
  tenant,
  onPick,
}: {
  tree: readonly Branch[];
  current: string;
  tenant: string;
  onPick?: () => void;
}) {
  return (
    <nav aria-label="Channels" className="h-full space-y-3 overflow-y-auto p-2">
      {tree.map(({ category, channels }) => (
        <div key={category?.id ?? 'none'}>
          {category && <h2 className="truncate px-2 pt-1 pb-1 text-2xs text-haze">{category.name}</h2>}
          <ul>
            {channels.map(({ channel, threads }) => (
              <li key={channel.id}>
                <Row channel={channel} current={channel.id === current} tenant={tenant} onPick={onPick} />
                {threads.length > 0 && (
                  <ul>
                    {threads.map((t) => (
                      <li key={t.id}>
                        <Row channel={t} current={t.id === current} tenant={tenant} nested onPick={onPick} />
                      </li>
                    ))}
                  </ul>
                )}
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}
