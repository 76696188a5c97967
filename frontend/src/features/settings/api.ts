import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, unwrap, type Schemas } from '#/shared/api/client';

export type Settings = Schemas['Settings'];
export type Change = Schemas['SettingsChange'];
export type Revision = Schemas['SettingsRevision'];
export type Difference = Schemas['RevisionDifference'];

const T = '/api/v1/tenants/{tenant}/settings';

export const settingsQuery = (tenant: string) =>
  queryOptions({
    queryKey: ['t', tenant, 'settings'],
    queryFn: () => unwrap(api.GET(T, { params: { path: { tenant } } })),
  });

export const revisionsQuery = (tenant: string) =>
  infiniteQueryOptions({
    queryKey: ['t', tenant, 'settings-revisions'],
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      unwrap(
        api.GET(`${T}/revisions`, {
          params: {
            path: { tenant },
            query: { limit: 20, ...(pageParam ? { cursor: Number(pageParam) } : {}) },
          },
        }),
      ),
    getNextPageParam: (last) => last.next,
  });

export const differenceQuery = (tenant: string, number: number, against: number) =>
  queryOptions({
    queryKey: ['t', tenant, 'settings-difference', number, against],
    queryFn: () =>
      unwrap(
        api.GET(`${T}/revisions/{number}`, { params: { path: { tenant, number }, query: { against } } }),
      ),
    staleTime: Infinity,
  });

export const saveSettings = (tenant: string, body: Change) =>
  unwrap(api.PATCH(T, { params: { path: { tenant } }, body }));

export const restoreSettings = (tenant: string, number: number) =>
  unwrap(api.POST(`${T}/revisions/{number}/restore`, { params: { path: { tenant, number } } }));
