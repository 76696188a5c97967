import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '#/shared/api/client';

const POLL = 5000;

export interface Facts {
  bot: { installed: boolean; missing: { feature: string; permissions: string[] }[]; install: string };
  messages: number;
  staff: number;
  alert: boolean;
  embeds: number;
}

const path = (tenant: string) => ({ params: { path: { tenant } } });

async function readFacts(tenant: string, guild: string): Promise<Facts> {
  const [bot, overview, staff, settings, dispatches] = await Promise.all([
    unwrap(api.GET('/api/provision/verify-bot', { params: { query: { guild_id: guild } } })),
    unwrap(api.GET('/api/v1/tenants/{tenant}/overview', path(tenant))),
    unwrap(api.GET('/api/v1/tenants/{tenant}/staff', path(tenant))),
    unwrap(api.GET('/api/v1/tenants/{tenant}/settings', path(tenant))),
    unwrap(
      api.GET('/api/v1/tenants/{tenant}/dispatches', { params: { path: { tenant }, query: { limit: 20 } } }),
    ),
  ]);
  return {
    bot: { installed: bot.installed, missing: bot.missing, install: bot.install_url },
    messages: overview.messages,
    staff: staff.items.length,
    alert: settings.alert_channel !== null,
    embeds: dispatches.items.filter((d) => d.state === 'delivered').length,
  };
}

/** How far a new community is; asked again while somebody looks at it. */
export const factsQuery = (tenant: string, guild: string) =>
  queryOptions({
    queryKey: ['t', tenant, 'first-steps'],
    queryFn: () => readFacts(tenant, guild),
    staleTime: 0,
    retry: false,
    refetchInterval: POLL,
  });
