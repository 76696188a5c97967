import { useSuspenseQuery } from '@tanstack/react-query';
import { ProvisionPage } from '#/features/provision/ProvisionPage';
import { meQuery } from '#/shared/api/queries';
import { AccountMenu } from './headerMenus';
import { useSignOut } from './useSignOut';

export function ProvisionRoute() {
  const { data: me } = useSuspenseQuery(meQuery);
  const signOut = useSignOut();
  return <ProvisionPage me={me} account={<AccountMenu user={me.user} onSignOut={signOut} />} />;
}
