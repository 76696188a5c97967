import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '#/shared/api/client';

export const overviewQuery = (tenant: string) =>
  queryOptions({
    queryKey: ['t', tenant, 'overview'],
    queryFn: () => unwrap(api.GET('/api/v1/tenants/{tenant}/overview', { params: { path: { tenant } } })),
    refetchInterval: 60_000,
  });
