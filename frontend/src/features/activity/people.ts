import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '#/shared/api/client';

/** The staff by the same key that its page has, so that one answer serves both. */
export const peopleQuery = (tenant: string) =>
  queryOptions({
    queryKey: ['t', tenant, 'staff'],
    queryFn: async () => {
      const list = await unwrap(api.GET('/api/v1/tenants/{tenant}/staff', { params: { path: { tenant } } }));
      return list.items;
    },
  });
