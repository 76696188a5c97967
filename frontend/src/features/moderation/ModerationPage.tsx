import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { Shield, X } from 'lucide-react';
import { memberQuery } from '#/shared/api/queries';
import { useTenant } from '#/shared/lib/useTenant';
import { Button, buttonClass } from '#/shared/ui/button';
import { CaseRow } from '#/shared/ui/CaseRow';
import { Page, Panel } from '#/shared/ui/page';
import { Empty, Failure, RowSkeletons } from '#/shared/ui/states';
import { casesQuery } from './api';
import { MemberRow, MemberSearch } from './MemberSearch';
import { useLiveCases } from './useLiveCases';

function Cases({ tenant, member }: { tenant: string; member: string | undefined }) {
  const cases = useInfiniteQuery(casesQuery(tenant, member));
  const items = cases.data?.pages.flatMap((p) => p.items) ?? [];
  if (cases.error && !cases.data)
    return <Failure error={cases.error} what="Cases can't be loaded" retry={cases.refetch} />;
  if (!cases.data) return <RowSkeletons rows={5} label="Loading cases" />;
  if (items.length === 0)
    return (
      <Empty icon={<Shield className="size-6" />} title={member ? 'No cases of this member' : 'No cases yet'}>
        Time-outs from here and by <code>/timeout</code> in Discord are kept as numbered cases.
      </Empty>
    );
  return (
    <>
      <ul aria-label="Cases" className="divide-y divide-line">
        {items.map((c) => (
          <li key={c.number}>
            <CaseRow c={c} tenant={tenant} />
          </li>
        ))}
      </ul>
      {cases.hasNextPage && (
        <div className="border-t border-line p-3 text-center">
          <Button size="sm" disabled={cases.isFetchingNextPage} onClick={() => void cases.fetchNextPage()}>
            {cases.isFetchingNextPage ? 'Loading…' : 'Show older cases'}
          </Button>
        </div>
      )}
    </>
  );
}

function Chosen({ tenant, id }: { tenant: string; id: string }) {
  const { data, error } = useQuery({ ...memberQuery(tenant, id), retry: false });
  return (
    <Panel
      title={data ? data.display_name : 'One member'}
      aside={
        <Link
          to="/app/$tenant/moderation"
          params={{ tenant }}
          className={buttonClass('ghost', 'sm')}
          aria-label="Show all members and cases"
        >
          <X className="size-4" aria-hidden="true" />
          All members
        </Link>
      }
    >
      {error ? (
        <Failure error={error} what="This member can't be read (they may have left)" />
      ) : data ? (
        <ul aria-label="Members">
          <MemberRow m={data} tenant={tenant} />
        </ul>
      ) : (
        <RowSkeletons rows={1} label="Loading the member" />
      )}
    </Panel>
  );
}

export function ModerationPage() {
  const { slug: tenant } = useTenant();
  const { query, member } = useSearch({ from: '/app/$tenant/moderation/' });
  useLiveCases(tenant);
  return (
    <Page title="Moderation" lead="Find a member, act with a reason, and keep the record.">
      {member ? <Chosen tenant={tenant} id={member} /> : <MemberSearch tenant={tenant} query={query ?? ''} />}
      <Panel title={member ? 'Their cases' : 'Cases'}>
        <Cases tenant={tenant} member={member} />
      </Panel>
    </Page>
  );
}
