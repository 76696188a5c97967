import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Search, UserSearch } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { memberQuery, membersQuery, rolesQuery, type Member } from '#/shared/api/queries';
import { hexColor } from '#/shared/discord/DiscordEmbed';
import { fmt, isAhead } from '#/shared/lib/format';
import { isSnowflake } from '#/shared/lib/snowflake';
import { Avatar } from '#/shared/ui/avatar';
import { buttonClass } from '#/shared/ui/button';
import { Panel } from '#/shared/ui/page';
import { Empty, Failure, RowSkeletons } from '#/shared/ui/states';
import { TimeoutButton } from '#/shared/ui/TimeoutButton';

const SHOWN_ROLES = 3;

function Roles({ ids, tenant }: { ids: readonly string[]; tenant: string }) {
  const { data: roles } = useQuery(rolesQuery(tenant));
  // The server lists roles highest first; the member's are shown in that order.
  const mine = roles?.filter((r) => ids.includes(r.id) && r.name !== '@everyone') ?? [];
  if (mine.length === 0) return null;
  return (
    <span className="flex min-w-0 flex-wrap gap-1">
      {mine.slice(0, SHOWN_ROLES).map((r) => (
        <span
          key={r.id}
          className="flex items-center gap-1 rounded-sm border border-line px-1.5 text-2xs text-mist"
        >
          <i
            className="size-1.5 rounded-full bg-haze"
            style={r.color ? { background: hexColor(r.color) } : undefined}
            aria-hidden="true"
          />
          {r.name}
        </span>
      ))}
      {mine.length > SHOWN_ROLES && <span className="text-2xs text-haze">+{mine.length - SHOWN_ROLES}</span>}
    </span>
  );
}

export function MemberRow({ m, tenant }: { m: Member; tenant: string }) {
  const until = isAhead(m.timed_out_until) ? m.timed_out_until : null;
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-2.5">
      <Avatar id={m.id} name={m.display_name} url={m.avatar_url} className="size-9" />
      <div className="min-w-0 flex-1 max-sm:basis-[calc(100%-3rem)]">
        <div className="flex min-w-0 items-center gap-2">
          <span className="truncate font-[520]">{m.display_name}</span>
          <span className="truncate text-sm text-mist">@{m.username}</span>
          {m.bot && <span className="rounded-sm border border-line px-1 text-2xs text-mist">bot</span>}
        </div>
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <Roles ids={m.roles} tenant={tenant} />
          {m.joined_at && (
            <span className="num text-xs text-haze" title={fmt.full(m.joined_at)}>
              joined {fmt.ago(m.joined_at)}
            </span>
          )}
          {until && <span className="num text-xs text-lamp">timed out until {fmt.full(until)}</span>}
        </div>
      </div>
      <div className="flex gap-1.5 max-sm:ml-12">
        <Link
          to="/app/$tenant/moderation"
          params={{ tenant }}
          search={{ member: m.id }}
          className={buttonClass('ghost', 'sm')}
        >
          Cases<span className="sr-only"> of {m.display_name}</span>
        </Link>
        {!m.bot && <TimeoutButton target={{ id: m.id, name: m.display_name, avatar_url: m.avatar_url }} />}
      </div>
    </li>
  );
}

function Found({ tenant, query }: { tenant: string; query: string }) {
  const byId = isSnowflake(query);
  const one = useQuery({ ...memberQuery(tenant, query), enabled: byId, retry: false });
  const many = useQuery({ ...membersQuery(tenant, query), enabled: !byId });
  const { error, refetch } = byId ? one : many;
  const list = byId ? one.data && [one.data] : many.data?.items;
  if (error)
    return (
      <Failure error={error} what={byId ? 'No member by that id' : "Members can't be read"} retry={refetch} />
    );
  if (!list) return <RowSkeletons rows={3} label="Looking for members" />;
  if (list.length === 0)
    return (
      <Empty icon={<UserSearch className="size-6" />} title={`Nobody called “${query}”`}>
        Names are matched from their start. An id always works.
      </Empty>
    );
  return (
    <ul aria-label="Members" className="divide-y divide-line">
      {list.map((m) => (
        <MemberRow key={m.id} m={m} tenant={tenant} />
      ))}
    </ul>
  );
}

export function MemberSearch({ tenant, query }: { tenant: string; query: string }) {
  const navigate = useNavigate({ from: '/app/$tenant/moderation/' });
  const [text, setText] = useState(query);
  const sent = useRef(query);
  useEffect(() => {
    const id = setTimeout(() => {
      const next = text.trim();
      if (next === sent.current) return;
      sent.current = next;
      void navigate({ search: (s) => ({ ...s, query: next || undefined }), replace: true });
    }, 250);
    return () => clearTimeout(id);
  }, [text, navigate]);
  return (
    <Panel title="Members">
      <div className="relative m-3">
        <Search
          className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-haze"
          aria-hidden="true"
        />
        <input
          type="search"
          aria-label="Find a member"
          placeholder="Name or id"
          autoComplete="off"
          value={text}
          onChange={(e) => setText(e.target.value)}
          className="field h-10 pl-8 pointer-coarse:h-11"
        />
      </div>
      <div className="max-h-96 overflow-y-auto border-t border-line" tabIndex={-1}>
        <Found tenant={tenant} query={query} />
      </div>
    </Panel>
  );
}
