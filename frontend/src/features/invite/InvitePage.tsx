import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { ApiError, explain } from '#/shared/api/client';
import { meQuery, type Me } from '#/shared/api/queries';
import { fmt } from '#/shared/lib/format';
import { useDocumentTitle } from '#/shared/lib/useDocumentTitle';
import { Avatar } from '#/shared/ui/avatar';
import { Button, buttonClass } from '#/shared/ui/button';
import { Logo } from '#/shared/ui/Logo';
import { Failure, RowSkeletons } from '#/shared/ui/states';
import { acceptInvitation, invitedQuery } from './api';

const OPENS: Record<string, string> = {
  owner: 'You will own it: everything, billing too.',
  admin: 'You will run it with them: everything but billing.',
  moderator: 'You will moderate, and read everything.',
  viewer: 'You will read everything, and change nothing.',
};
const TITLES: Record<string, string> = {
  'tenancy.unknown_invitation': 'No such invitation',
  'tenancy.invitation_used': 'This link was used',
  'tenancy.invitation_expired': 'This link has expired',
  'tenancy.invitation_revoked': 'This link was withdrawn',
};

/** What a link offers, to a person who is signed in; one thing to do. */
export function InvitePage({ me }: { me: Me }) {
  const { secret } = useParams({ from: '/invite/$secret' });
  const qc = useQueryClient();
  const navigate = useNavigate();
  const offer = useQuery(invitedQuery(secret));
  useDocumentTitle('Invitation');
  const accept = useMutation({
    mutationFn: () => acceptInvitation(secret),
    onSuccess: async ({ tenant }) => {
      await qc.invalidateQueries({ queryKey: meQuery.queryKey });
      await navigate({ to: '/app/$tenant', params: { tenant: tenant.slug }, replace: true });
    },
  });
  const refusal = accept.error ?? offer.error;
  const closed = refusal instanceof ApiError ? TITLES[refusal.code] : undefined;
  const home = (
    <Link to="/app" className={buttonClass('quiet')}>
      Go to your communities
    </Link>
  );
  return (
    <main className="grid h-full place-items-center overflow-y-auto p-6">
      <div className="w-full max-w-sm">
        <div className="mb-8 flex items-center gap-2.5">
          <Logo className="size-8" />
          <span className="sharp text-xl font-[650]">Snowflake</span>
        </div>
        {closed ? (
          <div role="alert">
            <h1 className="text-2xl font-[620]">{closed}</h1>
            <p className="mt-2 mb-5 text-mist">{explain(refusal)}</p>
            {home}
          </div>
        ) : offer.error ? (
          <Failure error={offer.error} what="The invitation can't be read" retry={offer.refetch} />
        ) : !offer.data ? (
          <RowSkeletons rows={2} label="Reading the invitation" />
        ) : (
          <>
            <div className="mb-4 flex items-center gap-3">
              <Avatar
                id={offer.data.community}
                name={offer.data.community}
                url={offer.data.icon_url}
                shape="hex"
                className="size-14"
              />
              <div className="min-w-0">
                <p className="text-sm text-mist">{offer.data.invited_by.name} invites you to the staff of</p>
                <h1 className="truncate text-2xl font-[620]">{offer.data.community}</h1>
              </div>
            </div>
            <p className="mb-1">
              as <strong className="font-[600]">{offer.data.role}</strong>
              {offer.data.until && <> until {fmt.full(offer.data.until)}</>}
            </p>
            <p className="mb-5 text-mist">{OPENS[offer.data.role]}</p>
            {offer.data.already && (
              <p className="mb-5 text-sm text-lamp">You are {offer.data.already} there now.</p>
            )}
            {accept.error && (
              <p role="alert" className="mb-4 text-sm text-ember">
                {explain(accept.error)}
              </p>
            )}
            <div className="flex gap-2">
              <Button variant="primary" disabled={accept.isPending} onClick={() => accept.mutate()}>
                {accept.isPending ? 'Joining…' : `Join as ${me.user.display_name}`}
              </Button>
              <Link to="/app" className={buttonClass('ghost')}>
                Not now
              </Link>
            </div>
            <p className="mt-5 text-xs text-haze">
              Good for one person, until {fmt.full(offer.data.expires_at)}.
            </p>
          </>
        )}
      </div>
    </main>
  );
}
