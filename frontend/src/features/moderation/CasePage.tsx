import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import type { ReactNode } from 'react';
import { fmt, isAhead } from '#/shared/lib/format';
import { buttonClass } from '#/shared/ui/button';
import { CaseState, verb } from '#/shared/ui/CaseRow';
import { Page } from '#/shared/ui/page';
import { Empty, Failure, RowSkeletons } from '#/shared/ui/states';
import { TimeoutButton } from '#/shared/ui/TimeoutButton';
import { caseQuery } from './api';
import { useLiveCases } from './useLiveCases';

const SOURCE = { dashboard: 'the dashboard', slash: '/timeout in Discord', api: 'the API' } as const;

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[7rem_minmax(0,1fr)] gap-3 px-4 py-2.5">
      <dt className="text-mist">{label}</dt>
      <dd className="break-words">{children}</dd>
    </div>
  );
}

export function CasePage() {
  const { tenant, number } = useParams({ from: '/app/$tenant/moderation/cases/$number' });
  const n = Number(number);
  const { data: c, error, refetch } = useQuery(caseQuery(tenant, n));
  useLiveCases(tenant);
  const bad = !Number.isSafeInteger(n) || n < 1;
  return (
    <Page
      title={bad ? 'No such case' : `Case #${n}`}
      width="max-w-3xl"
      lead={c && `${c.moderator.name} ${verb(c)} ${c.member.name}`}
      actions={
        <Link to="/app/$tenant/moderation" params={{ tenant }} className={buttonClass('ghost', 'sm')}>
          <ArrowLeft className="size-4" aria-hidden="true" />
          All cases
        </Link>
      }
    >
      <div className="panel">
        {bad ? (
          <Empty title="Cases have numbers">“{number}” is not one.</Empty>
        ) : error && !c ? (
          <Failure error={error} what="This case can't be shown" retry={refetch} />
        ) : !c ? (
          <RowSkeletons rows={4} label="Loading the case" />
        ) : (
          <dl className="divide-y divide-line">
            <Fact label="State">
              <CaseState state={c.state} />
              {c.failure && <span className="block text-ember">{c.failure}</span>}
            </Fact>
            <Fact label="Member">
              <Link
                to="/app/$tenant/moderation"
                params={{ tenant }}
                search={{ member: c.member.id }}
                className="text-glacier underline"
              >
                {c.member.name}
              </Link>{' '}
              <span className="font-mono text-2xs text-haze">{c.member.id}</span>
            </Fact>
            <Fact label="Moderator">{c.moderator.name}</Fact>
            <Fact label="Reason">{c.reason}</Fact>
            <Fact label="Opened">
              <time dateTime={c.opened_at}>{fmt.full(c.opened_at)}</time> from {SOURCE[c.source]}
            </Fact>
            {c.expires_at && (
              <Fact label={isAhead(c.expires_at) ? 'Ends' : 'Ended'}>
                <time dateTime={c.expires_at}>{fmt.full(c.expires_at)}</time>
              </Fact>
            )}
          </dl>
        )}
        {c && (
          <div className="flex justify-end border-t border-line p-3">
            <TimeoutButton target={{ ...c.member, avatar_url: null }} />
          </div>
        )}
      </div>
    </Page>
  );
}
