import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { may, meQuery, tenantOf, type Permission, type TenantCard } from '#/shared/api/queries';

/** The tenant in the address and what the signed-in person may do there. */
export function useTenant(): { slug: string; card: TenantCard | undefined; may: (p: Permission) => boolean } {
  const { tenant } = useParams({ from: '/app/$tenant' });
  const { data: me } = useQuery(meQuery);
  const card = tenantOf(me, tenant);
  return { slug: tenant, card, may: (p) => may(card, p) };
}
