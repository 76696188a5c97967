import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useRouter } from '@tanstack/react-router';
import { BellOff, CircleAlert, Shield } from 'lucide-react';
import type { Schemas } from '#/shared/api/client';
import { meQuery } from '#/shared/api/queries';
import { useEffect, useRef } from 'react';
import { fmt } from '#/shared/lib/format';
import { localPath } from '#/shared/lib/localPath';
import { useTenant } from '#/shared/lib/useTenant';
import { useFrames } from '#/shared/realtime/live';
import { buttonClass } from '#/shared/ui/button';
import { CaseRow } from '#/shared/ui/CaseRow';
import { Page, Panel } from '#/shared/ui/page';
import { Empty, Failure, RowSkeletons } from '#/shared/ui/states';
import { ActivityChart } from './ActivityChart';
import { overviewQuery } from './api';

type Overview = Schemas['Overview'];

const REFRESH: ReadonlySet<string> = new Set([
  'case.opened',
  'case.changed',
  'gateway.changed',
  'history.read',
]);

function Figures({ data }: { data: Overview | undefined }) {
  const figures: [string, string][] = data
    ? [
        ['Members', data.members === null ? 'Unknown' : fmt.int(data.members)],
        ['Messages kept', fmt.int(data.messages)],
        ['Messages today', fmt.int(data.messages_today)],
        ['Open cases', fmt.int(data.open_cases)],
      ]
    : [];
  return (
    <ul
      aria-label="Key figures"
      aria-busy={!data}
      className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-line bg-line lg:grid-cols-4"
    >
      {data
        ? figures.map(([label, value]) => (
            <li key={label} className="bg-firn p-4">
              <div className="text-sm text-mist">{label}</div>
              <div className="sharp num mt-1 text-2xl font-[560]">{value}</div>
            </li>
          ))
        : Array.from({ length: 4 }, (_, i) => (
            <li key={i} className="space-y-3 bg-firn p-4">
              <div className="skeleton h-3 w-20" />
              <div className="skeleton h-7 w-28" />
            </li>
          ))}
    </ul>
  );
}

function Notices({ items }: { items: Overview['notices'] }) {
  const { history } = useRouter();
  if (items.length === 0)
    return (
      <Empty icon={<BellOff className="size-6" />} title="Nothing needs a hand">
        Problems with the bot, with permissions or with deliveries show up here.
      </Empty>
    );
  return (
    <ul className="divide-y divide-line">
      {items.map((n) => {
        const face = (
          <>
            <CircleAlert className="mt-0.5 size-4 shrink-0 text-lamp" aria-hidden="true" />
            <span>
              <span className="block">{n.title}</span>
              <span className="block text-sm text-mist">{n.detail}</span>
            </span>
          </>
        );
        const href = n.href?.startsWith('/') ? localPath(n.href) : null;
        return (
          <li key={`${n.kind}/${n.title}`}>
            {href ? (
              <a
                href={href}
                className="flex gap-3 px-4 py-3 hover:bg-drift"
                onClick={(e) => {
                  if (e.metaKey || e.ctrlKey || !href.startsWith('/app')) return;
                  e.preventDefault();
                  history.push(href);
                }}
              >
                {face}
              </a>
            ) : (
              <div className="flex gap-3 px-4 py-3">{face}</div>
            )}
          </li>
        );
      })}
    </ul>
  );
}

function lead(data: Overview | undefined): string {
  if (!data) return 'Reading the instruments…';
  const n = data.notices.length + data.open_cases;
  if (n === 0) return 'All quiet. Nothing needs a hand.';
  return n === 1 ? 'One thing needs a hand.' : `${fmt.int(n)} things need a hand.`;
}

export function HomePage() {
  const { slug: tenant } = useTenant();
  const qc = useQueryClient();
  const { data: me } = useQuery(meQuery);
  const { data, error, refetch } = useQuery(overviewQuery(tenant));
  const due = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(due.current), []);
  useFrames((frame) => {
    if (!REFRESH.has(frame.type)) return;
    // A first catch-up tells of every channel within seconds: one look after the last is enough.
    clearTimeout(due.current);
    due.current = setTimeout(() => {
      void qc.invalidateQueries({ queryKey: overviewQuery(tenant).queryKey });
    }, 300);
  });
  const name = me?.user.display_name;
  return (
    <Page title={name ? `On watch, ${name}` : 'On watch'} lead={lead(data)} width="max-w-[84rem]">
      {error && !data ? (
        <div className="panel">
          <Failure error={error} what="The overview can't be loaded" retry={refetch} />
        </div>
      ) : (
        <>
          <Figures data={data} />
          <div className="grid gap-5 xl:grid-cols-[minmax(0,1fr)_22rem]">
            <Panel title="Messages a day">
              <div className="p-4">
                {!data ? (
                  <div className="skeleton h-[220px]" />
                ) : data.activity.every((d) => d.messages === 0) ? (
                  <Empty title="No messages in these two weeks">
                    The chart fills as the bot sees messages.
                  </Empty>
                ) : (
                  <ActivityChart days={data.activity} />
                )}
              </div>
            </Panel>
            <Panel title="Needs a hand">
              {data ? <Notices items={data.notices} /> : <RowSkeletons rows={3} />}
            </Panel>
          </div>
          <Panel
            title="Recent cases"
            aside={
              <Link to="/app/$tenant/moderation" params={{ tenant }} className={buttonClass('ghost', 'sm')}>
                All cases
              </Link>
            }
          >
            {!data ? (
              <RowSkeletons />
            ) : data.recent_cases.length === 0 ? (
              <Empty icon={<Shield className="size-6" />} title="No cases yet">
                A time-out from here or by <code>/timeout</code> in Discord opens the first.
              </Empty>
            ) : (
              <ul className="divide-y divide-line">
                {data.recent_cases.map((c) => (
                  <li key={c.number}>
                    <CaseRow c={c} tenant={tenant} />
                  </li>
                ))}
              </ul>
            )}
          </Panel>
        </>
      )}
    </Page>
  );
}
