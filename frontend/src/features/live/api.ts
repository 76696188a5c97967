import { infiniteQueryOptions } from '@tanstack/react-query';
import { api, unwrap } from '#/shared/api/client';
import type { Message } from '#/shared/api/queries';

export const PAGE = 50;

type Where = { before?: string; after?: string; around?: string };

/** One page of a channel, newest first as the server sends it. */
export async function fetchMessages(tenant: string, channel: string, where: Where): Promise<Message[]> {
  const page = await unwrap(
    api.GET('/api/v1/tenants/{tenant}/messages', {
      params: { path: { tenant }, query: { channel, limit: PAGE, ...where } },
    }),
  );
  return page.items;
}

export const searchQuery = (tenant: string, q: string, channel: string | undefined) =>
  infiniteQueryOptions({
    queryKey: ['t', tenant, 'search', q, channel ?? ''],
    queryFn: ({ pageParam }) =>
      unwrap(
        api.GET('/api/v1/tenants/{tenant}/messages/search', {
          params: {
            path: { tenant },
            query: {
              q,
              limit: 25,
              ...(channel ? { channel } : {}),
              ...(pageParam ? { cursor: pageParam } : {}),
            },
          },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.next,
    staleTime: 10_000,
    enabled: q.trim() !== '',
    retry: false,
  });
