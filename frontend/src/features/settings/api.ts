import { queryOptions } from '@tanstack/react-query';
import { api, unwrap, type Schemas } from '#/shared/api/client';

export type Settings = Schemas['Settings'];

export const settingsQuery = (tenant: string) =>
  queryOptions({
    queryKey: ['t', tenant, 'settings'],
    queryFn: () => unwrap(api.GET('/api/v1/tenants/{tenant}/settings', { params: { path: { tenant } } })),
  });

export const saveSettings = (tenant: string, change: Schemas['SettingsChange']) =>
  unwrap(api.PATCH('/api/v1/tenants/{tenant}/settings', { params: { path: { tenant } }, body: change }));
