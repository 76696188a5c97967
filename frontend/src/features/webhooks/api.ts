import { queryOptions } from '@tanstack/react-query';
import { api, unwrap, type Schemas } from '#/shared/api/client';

export type Webhook = Schemas['WebhookCard'];

const T = '/api/v1/tenants/{tenant}/webhooks';
const POLL = 2000;

const moving = (hooks: Webhook[] | undefined) =>
  hooks?.some((h) => h.state === 'pending' || h.state === 'removing') ?? false;

/** Asked again while the bot still has something to make or to take away. */
export const webhooksQuery = (tenant: string) =>
  queryOptions({
    queryKey: ['t', tenant, 'webhooks'],
    queryFn: async () => (await unwrap(api.GET(T, { params: { path: { tenant } } }))).items,
    refetchInterval: ({ state }) => (moving(state.data) ? POLL : false),
  });

export const makeWebhook = (tenant: string, channel: string) =>
  unwrap(api.POST(T, { params: { path: { tenant } }, body: { channel } }));

export const removeWebhook = (tenant: string, id: string) =>
  unwrap(api.DELETE(`${T}/{id}`, { params: { path: { tenant, id } } }));

/** A page of the server, not of this app: it leads on to Discord. */
export const consentHref = (tenant: string) => `/auth/discord/webhook?tenant=${encodeURIComponent(tenant)}`;
