import { useSuspenseQuery } from '@tanstack/react-query';
import { InvitePage } from '#/features/invite/InvitePage';
import { meQuery } from '#/shared/api/queries';

export function InviteRoute() {
  const { data: me } = useSuspenseQuery(meQuery);
  return <InvitePage me={me} />;
}
