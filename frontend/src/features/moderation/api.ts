import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, unwrap, type Schemas } from '#/shared/api/client';

export const casesKey = (tenant: string) => ['t', tenant, 'cases'] as const;

export const casesQuery = (tenant: string, member: string | undefined) =>
  infiniteQueryOptions({
    queryKey: [...casesKey(tenant), member ?? ''],
    queryFn: ({ pageParam }) =>
      unwrap(
        api.GET('/api/v1/tenants/{tenant}/cases', {
          params: {
            path: { tenant },
            query: {
              limit: 50,
              ...(member ? { member } : {}),
              // The document calls this cursor a number; to us it is what the page before said.
              ...(pageParam ? { cursor: pageParam as unknown as number } : {}),
            },
          },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.next,
  });

export const caseQuery = (tenant: string, number: number) =>
  queryOptions({
    queryKey: ['t', tenant, 'case', number],
    queryFn: () =>
      unwrap(api.GET('/api/v1/tenants/{tenant}/cases/{number}', { params: { path: { tenant, number } } })),
    enabled: Number.isSafeInteger(number) && number > 0,
  });

export const timeOut = (tenant: string, body: Schemas['TimeoutRequest']) =>
  unwrap(api.POST('/__bot-proxy/moderation/timeout', { params: { query: { tenant } }, body }));

export const endTimeout = (tenant: string, body: Schemas['UntimeoutRequest']) =>
  unwrap(api.POST('/__bot-proxy/moderation/untimeout', { params: { query: { tenant } }, body }));
