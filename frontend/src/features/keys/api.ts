import { queryOptions } from '@tanstack/react-query';
import { api, unwrap, type Schemas } from '#/shared/api/client';

export type ApiKey = Schemas['ApiKey'];
export type NewKey = Schemas['NewApiKey'];
export type KeyRequest = Schemas['ApiKeyRequest'];

export const keysQuery = (tenant: string) =>
  queryOptions({
    queryKey: ['t', tenant, 'keys'],
    queryFn: async () => {
      const list = await unwrap(api.GET('/api/v1/tenants/{tenant}/keys', { params: { path: { tenant } } }));
      return list.items;
    },
  });

export const createKey = (tenant: string, body: KeyRequest) =>
  unwrap(api.POST('/api/v1/tenants/{tenant}/keys', { params: { path: { tenant } }, body }));

export const revokeKey = (tenant: string, id: string) =>
  unwrap(api.DELETE('/api/v1/tenants/{tenant}/keys/{id}', { params: { path: { tenant, id } } }));
