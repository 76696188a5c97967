import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { createRouter } from '@tanstack/react-router';
import { routeTree } from '#/routeTree.gen';
import { ApiError } from '#/shared/api/client';
import { parseSearch, stringifySearch } from '#/shared/lib/searchText';
import { CrashPage } from './CrashPage';

/** A session that ended anywhere leads to the sign-in page, once, and back to where one was. */
function onError(error: unknown): void {
  if (!(error instanceof ApiError) || error.status !== 401) return;
  const { pathname, href } = router.state.location;
  if (!/^\/(app|account|invite)\b/.test(pathname) && pathname !== '/provision') return;
  queryClient.removeQueries({ queryKey: ['me'] });
  void router.navigate({ to: '/sign-in', search: { next: href, reason: 'expired' }, replace: true });
}

const refused = (e: unknown): boolean => e instanceof ApiError && e.status >= 400 && e.status < 500;

export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    // "always": with no network a query must fail and say so, not wait in silence.
    queries: { staleTime: 30_000, networkMode: 'always', retry: (n, e) => n < 2 && !refused(e) },
    mutations: { networkMode: 'always' },
  },
});

export const router = createRouter({
  routeTree,
  context: { queryClient },
  defaultPreload: 'intent',
  defaultPreloadStaleTime: 0,
  defaultErrorComponent: CrashPage,
  // scrollRestoration stays off: on a search-param navigation it puts the inner lists back where they were.
  parseSearch,
  stringifySearch,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
