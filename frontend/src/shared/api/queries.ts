import { queryOptions } from '@tanstack/react-query';
import { api, unwrap, type Schemas } from './client';

export type Me = Schemas['Me'];
export type TenantCard = Schemas['TenantCard'];
export type Channel = Schemas['Channel'];
export type Member = Schemas['Member'];
export type Message = Schemas['Message'];
export type Case = Schemas['Case'];
export type Dispatch = Schemas['Dispatch'];
export type Embed = Schemas['Embed'];
export type Permission = Schemas['Permission'];

const MINUTE = 60_000;

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: () => unwrap(api.GET('/api/me')),
  staleTime: 5 * MINUTE,
});

export const healthQuery = (tenant: string) =>
  queryOptions({
    queryKey: ['t', tenant, 'health'],
    queryFn: () => unwrap(api.GET('/__bot-proxy/health', { params: { query: { tenant } } })),
    refetchInterval: MINUTE / 2,
    retry: false,
  });

export const channelsQuery = (tenant: string) =>
  queryOptions({
    queryKey: ['t', tenant, 'channels'],
    queryFn: async () => {
      const page = await unwrap(api.GET('/__bot-proxy/channels', { params: { query: { tenant } } }));
      return page.items;
    },
    staleTime: MINUTE,
  });

export const rolesQuery = (tenant: string) =>
  queryOptions({
    queryKey: ['t', tenant, 'roles'],
    queryFn: async () => {
      const page = await unwrap(api.GET('/__bot-proxy/roles', { params: { query: { tenant } } }));
      return page.items;
    },
    staleTime: MINUTE,
  });

export const membersQuery = (tenant: string, query: string, limit = 25) =>
  queryOptions({
    queryKey: ['t', tenant, 'members', query, limit],
    queryFn: () =>
      unwrap(
        api.GET('/__bot-proxy/members', {
          params: { query: { tenant, limit, ...(query ? { query } : {}) } },
        }),
      ),
    staleTime: MINUTE / 2,
    placeholderData: (old) => old,
  });

export const memberQuery = (tenant: string, id: string) =>
  queryOptions({
    queryKey: ['t', tenant, 'member', id],
    queryFn: () =>
      unwrap(api.GET('/__bot-proxy/members/{id}', { params: { path: { id }, query: { tenant } } })),
    staleTime: MINUTE / 2,
  });

export const messageQuery = (tenant: string, id: string) =>
  queryOptions({
    queryKey: ['t', tenant, 'message', id],
    queryFn: () =>
      unwrap(api.GET('/api/v1/tenants/{tenant}/messages/{id}', { params: { path: { tenant, id } } })),
    staleTime: MINUTE / 6,
  });

/** The caller's card of one tenant, for what the page may offer. */
export function tenantOf(me: Me | undefined, slug: string): TenantCard | undefined {
  return me?.tenants.find((t) => t.slug === slug);
}
export const may = (card: TenantCard | undefined, permission: Permission): boolean =>
  card?.permissions.includes(permission) ?? false;
