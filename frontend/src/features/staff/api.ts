import { queryOptions } from '@tanstack/react-query';
import { api, unwrap, type Schemas } from '#/shared/api/client';

export type Role = Schemas['StaffRole'];
export type Entry = Schemas['StaffEntry'];
export type Invitation = Schemas['Invitation'];
export type NewInvitation = Schemas['NewInvitation'];
export type RoleMapping = Schemas['RoleMapping'];

const T = '/api/v1/tenants/{tenant}';

export const staffQuery = (tenant: string) =>
  queryOptions({
    queryKey: ['t', tenant, 'staff'],
    queryFn: async () => {
      const list = await unwrap(api.GET(`${T}/staff`, { params: { path: { tenant } } }));
      return list.items;
    },
  });

export const invitationsQuery = (tenant: string) =>
  queryOptions({
    queryKey: ['t', tenant, 'invitations'],
    queryFn: async () => {
      const list = await unwrap(api.GET(`${T}/invitations`, { params: { path: { tenant } } }));
      return list.items;
    },
  });

export const mappingsQuery = (tenant: string) =>
  queryOptions({
    queryKey: ['t', tenant, 'role-mappings'],
    queryFn: async () => {
      const list = await unwrap(api.GET(`${T}/role-mappings`, { params: { path: { tenant } } }));
      return list.items;
    },
  });

export const setRole = (tenant: string, user_id: string, role: Role, until: string | null) =>
  unwrap(api.PUT(`${T}/staff/{user_id}`, { params: { path: { tenant, user_id } }, body: { role, until } }));

export const removeStaff = (tenant: string, user_id: string) =>
  unwrap(api.DELETE(`${T}/staff/{user_id}`, { params: { path: { tenant, user_id } } }));

export const leaveStaff = (tenant: string) =>
  unwrap(api.POST(`${T}/staff/leave`, { params: { path: { tenant } } }));

export const transferOwnership = (tenant: string, to: string) =>
  unwrap(api.POST(`${T}/staff/transfer`, { params: { path: { tenant } }, body: { to } }));

export const invite = (tenant: string, role: Role, until: string | null) =>
  unwrap(api.POST(`${T}/invitations`, { params: { path: { tenant } }, body: { role, until } }));

export const revokeInvitation = (tenant: string, id: string) =>
  unwrap(api.DELETE(`${T}/invitations/{id}`, { params: { path: { tenant, id } } }));

export const setMapping = (tenant: string, discord_role: string, role: Role) =>
  unwrap(
    api.PUT(`${T}/role-mappings/{discord_role}`, {
      params: { path: { tenant, discord_role } },
      body: { role },
    }),
  );

export const removeMapping = (tenant: string, discord_role: string) =>
  unwrap(api.DELETE(`${T}/role-mappings/{discord_role}`, { params: { path: { tenant, discord_role } } }));
