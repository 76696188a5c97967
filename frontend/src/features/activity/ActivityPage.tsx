import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { History, X } from 'lucide-react';
import { useGuildNames } from '#/shared/discord/useGuildNames';
import { fmt } from '#/shared/lib/format';
import { useTenant } from '#/shared/lib/useTenant';
import { Avatar } from '#/shared/ui/avatar';
import { Button } from '#/shared/ui/button';
import { Page, Panel } from '#/shared/ui/page';
import { Empty, Failure, RowSkeletons } from '#/shared/ui/states';
import { activityQuery, type Entry, type Kind } from './api';
import { peopleQuery } from './people';
import { facts, KINDS, say, shownWith } from './say';

function Line({
  e,
  shown,
  onPerson,
}: {
  e: Entry;
  shown: (name: string, value: string) => string;
  onPerson: (id: string) => void;
}) {
  const changed = facts(e, shown);
  return (
    <li className="flex gap-3 px-4 py-3">
      <button
        type="button"
        aria-label={`Only what ${e.actor.name} did`}
        onClick={() => onPerson(e.actor.id)}
        className="h-fit rounded-full"
      >
        <Avatar id={e.actor.id} name={e.actor.name} url={null} />
      </button>
      <div className="min-w-0 flex-1">
        <p className="[overflow-wrap:anywhere]">{say(e)}</p>
        {changed.length > 0 && (
          <dl className="mt-1 grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 text-xs text-mist">
            {changed.map((f) => (
              <div key={f.name} className="contents">
                <dt className="text-haze">{f.name.replaceAll('_', ' ')}</dt>
                <dd className="[overflow-wrap:anywhere]">
                  {e.before && <del className="no-underline">{f.before}</del>}
                  {e.before && e.after && ' → '}
                  {e.after && <ins className="text-snow no-underline">{f.after}</ins>}
                </dd>
              </div>
            ))}
          </dl>
        )}
      </div>
      <time dateTime={e.at} title={fmt.full(e.at)} className="num shrink-0 text-xs text-haze">
        {fmt.ago(e.at)}
      </time>
    </li>
  );
}

/** Who changed what on staff, invitations, mappings, settings and keys. */
export function ActivityPage() {
  const { slug: tenant, may } = useTenant();
  const { person, kind } = useSearch({ from: '/app/$tenant/activity' });
  const navigate = useNavigate();
  const allowed = may('manage_staff');
  const log = useInfiniteQuery({
    ...activityQuery(tenant, person, kind as Kind | undefined),
    enabled: allowed,
  });
  const people = useQuery({ ...peopleQuery(tenant), enabled: allowed });
  const names = useGuildNames(tenant);
  const shown = shownWith((id) => names.role(id)?.name ?? null, names.channel, fmt.full);
  const entries = log.data?.pages.flatMap((p) => p.items);
  const filter = (change: { person?: string | undefined; kind?: string | undefined }) =>
    void navigate({
      to: '/app/$tenant/activity',
      params: { tenant },
      search: { person, kind, ...change },
      replace: true,
    });
  const known = people.data?.some((p) => p.user_id === person) ?? false;
  const stranger = entries?.flatMap((e) => [e.actor, e.person]).find((p) => p?.id === person);
  return (
    <Page title="Activity" lead="Who changed what, newest first." width="max-w-3xl">
      {!allowed ? (
        <div className="panel">
          <Empty icon={<History className="size-6" />} title="For owners and admins">
            They see who changed staff, settings and keys.
          </Empty>
        </div>
      ) : (
        <Panel
          title="Changes"
          aside={
            <>
              <select
                aria-label="Whose changes"
                value={person ?? ''}
                onChange={(e) => filter({ person: e.target.value || undefined })}
                className="field h-9 w-36 pointer-coarse:h-11"
              >
                <option value="">Everybody</option>
                {person && !known && <option value={person}>{stranger?.name ?? person}</option>}
                {people.data?.map((p) => (
                  <option key={p.user_id} value={p.user_id}>
                    {p.name}
                  </option>
                ))}
              </select>
              <select
                aria-label="Kind of change"
                value={kind ?? ''}
                onChange={(e) => filter({ kind: e.target.value || undefined })}
                className="field h-9 w-44 pointer-coarse:h-11"
              >
                <option value="">Every kind</option>
                {Object.entries(KINDS).map(([value, label]) => (
                  <option key={value} value={value}>
                    {label}
                  </option>
                ))}
              </select>
              {(person || kind) && (
                <Button
                  size="icon"
                  variant="ghost"
                  aria-label="Show everything"
                  onClick={() => filter({ person: undefined, kind: undefined })}
                >
                  <X className="size-4" aria-hidden="true" />
                </Button>
              )}
            </>
          }
        >
          {log.error && !entries ? (
            <Failure error={log.error} what="The log can't be loaded" retry={log.refetch} />
          ) : !entries ? (
            <RowSkeletons rows={5} label="Loading the log" />
          ) : entries.length === 0 ? (
            <Empty
              icon={<History className="size-6" />}
              title={person || kind ? 'Nothing of that' : 'Nothing yet'}
            >
              Changes of staff, invitations, mappings, settings and keys appear here.
            </Empty>
          ) : (
            <ul aria-label="Changes" className="divide-y divide-line">
              {entries.map((e) => (
                <Line key={e.id} e={e} shown={shown} onPerson={(id) => filter({ person: id })} />
              ))}
            </ul>
          )}
          {log.hasNextPage && (
            <div className="flex justify-center border-t border-line p-3">
              <Button disabled={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
                {log.isFetchingNextPage ? 'Loading…' : 'Older changes'}
              </Button>
            </div>
          )}
        </Panel>
      )}
    </Page>
  );
}
