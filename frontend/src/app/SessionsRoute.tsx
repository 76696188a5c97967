import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { SessionsPage } from '#/features/account/SessionsPage';
import { meQuery } from '#/shared/api/queries';
import { AccountMenu } from './headerMenus';
import { useSignOut } from './useSignOut';

export function SessionsRoute() {
  const { data: me } = useSuspenseQuery(meQuery);
  const signOut = useSignOut();
  const qc = useQueryClient();
  const navigate = useNavigate();
  const leave = () => {
    void navigate({ to: '/sign-in', search: { reason: 'signed-out' } }).then(() => qc.clear());
  };
  return <SessionsPage account={<AccountMenu user={me.user} onSignOut={signOut} />} onSignedOut={leave} />;
}
