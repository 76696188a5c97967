import { queryOptions } from '@tanstack/react-query';
import { api, unwrap, type Schemas } from '#/shared/api/client';
import type { Dispatch } from '#/shared/api/queries';

const RECENT = 15;
const ASK_AGAIN = 2000;

/** While one is pending the list is asked again, in case the socket is away. */
export const dispatchesQuery = (tenant: string) =>
  queryOptions({
    queryKey: ['t', tenant, 'dispatches'],
    queryFn: async () => {
      const page = await unwrap(
        api.GET('/api/v1/tenants/{tenant}/dispatches', {
          params: { path: { tenant }, query: { limit: RECENT } },
        }),
      );
      return page.items;
    },
    refetchInterval: ({ state: { data } }) => (data?.some((d) => d.state === 'pending') ? ASK_AGAIN : false),
  });

export const sendDispatch = (tenant: string, body: Schemas['DispatchRequest']) =>
  unwrap(api.POST('/api/v1/tenants/{tenant}/dispatches', { params: { path: { tenant } }, body }));

/** The list with one dispatch as it is now, newest first. */
export function placeDispatch(list: readonly Dispatch[], d: Dispatch): Dispatch[] {
  return list.some((have) => have.id === d.id)
    ? list.map((have) => (have.id === d.id ? d : have))
    : [d, ...list].slice(0, RECENT);
}
