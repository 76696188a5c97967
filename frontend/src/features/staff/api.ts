import { queryOptions } from '@tanstack/react-query';
import { api, unwrap, type Schemas } from '#/shared/api/client';

export type Role = Schemas['StaffRole'];
export type Entry = Schemas['StaffEntry'];

export const staffQuery = (tenant: string) =>
  queryOptions({
    queryKey: ['t', tenant, 'staff'],
    queryFn: async () => {
      const list = await unwrap(api.GET('/api/v1/tenants/{tenant}/staff', { params: { path: { tenant } } }));
      return list.items;
    },
  });

export const setRole = (tenant: string, user_id: string, role: Role) =>
  unwrap(
    api.PUT('/api/v1/tenants/{tenant}/staff/{user_id}', {
      params: { path: { tenant, user_id } },
      body: { role },
    }),
  );

export const removeStaff = (tenant: string, user_id: string) =>
  unwrap(api.DELETE('/api/v1/tenants/{tenant}/staff/{user_id}', { params: { path: { tenant, user_id } } }));
