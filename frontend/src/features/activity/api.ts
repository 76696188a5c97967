import { infiniteQueryOptions } from '@tanstack/react-query';
import { api, unwrap, type Schemas } from '#/shared/api/client';

export type Entry = Schemas['ActivityEntry'];
export type Kind = Schemas['ActivityKind'];

export const activityQuery = (tenant: string, person: string | undefined, kind: Kind | undefined) =>
  infiniteQueryOptions({
    queryKey: ['t', tenant, 'activity', person ?? '', kind ?? ''],
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      unwrap(
        api.GET('/api/v1/tenants/{tenant}/activity', {
          params: {
            path: { tenant },
            query: {
              limit: 40,
              ...(person ? { person } : {}),
              ...(kind ? { kind } : {}),
              ...(pageParam ? { cursor: pageParam } : {}),
            },
          },
        }),
      ),
    getNextPageParam: (last) => last.next,
  });
