import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '#/shared/api/client';

const POLL = 4000;

/** Asked again until the bot is in the server with all it needs, since people install it in another tab. */
export const botCheckQuery = (guild: string) =>
  queryOptions({
    queryKey: ['verify-bot', guild],
    queryFn: () => unwrap(api.GET('/api/provision/verify-bot', { params: { query: { guild_id: guild } } })),
    refetchInterval: ({ state: { data, error } }) =>
      error || (data?.installed && data.missing_permissions.length === 0) ? false : POLL,
    refetchOnWindowFocus: 'always',
    staleTime: 0,
    retry: false,
  });

export const provision = (guild: string, name: string, webhooks: string[]) =>
  unwrap(api.POST('/api/provision', { body: { guild_id: guild, name, webhooks } }));
