import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api, unwrap } from '#/shared/api/client';
import type { Embed } from '#/shared/api/queries';
import type { Proxied } from '#/shared/discord/DiscordEmbed';
import { useDebounced } from '#/shared/lib/useDebounced';

/** The server's own limit for one call; ten embeds hold at most forty. */
const MOST = 50;
const HALF_A_DAY = 12 * 3_600_000;
const NONE: Proxied = {};

export function picturesIn(embeds: readonly Embed[]): string[] {
  const urls = embeds.flatMap((e) => [
    e.image?.url,
    e.thumbnail?.url,
    e.author?.icon_url,
    e.footer?.icon_url,
  ]);
  return [...new Set(urls.filter((url): url is string => !!url && /^https?:\/\/./.test(url)))]
    .sort()
    .slice(0, MOST);
}

/** Our own address for each picture of a message that is being written, once its typing has rested. */
export function useProxied(tenant: string, embeds: readonly Embed[]): Proxied {
  const urls = JSON.parse(useDebounced(JSON.stringify(picturesIn(embeds)), 400)) as string[];
  const { data } = useQuery({
    queryKey: ['t', tenant, 'images', urls],
    queryFn: async () => {
      const made = await unwrap(
        api.POST('/api/v1/tenants/{tenant}/images', { params: { path: { tenant } }, body: { urls } }),
      );
      return made.items;
    },
    enabled: urls.length > 0,
    staleTime: HALF_A_DAY,
    placeholderData: keepPreviousData,
  });
  return data ?? NONE;
}
