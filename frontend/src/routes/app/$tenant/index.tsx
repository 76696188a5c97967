import { createFileRoute } from '@tanstack/react-router';
import { HomeRoute } from '#/app/HomeRoute';
import { overviewQuery } from '#/features/home/api';

export const Route = createFileRoute('/app/$tenant/')({
  loader: ({ context, params }) => {
    void context.queryClient.prefetchQuery(overviewQuery(params.tenant));
  },
  component: HomeRoute,
});
