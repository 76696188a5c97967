import { createFileRoute } from '@tanstack/react-router';
import { overviewQuery } from '#/features/home/api';
import { HomePage } from '#/features/home/HomePage';

export const Route = createFileRoute('/app/$tenant/')({
  loader: ({ context, params }) => {
    void context.queryClient.prefetchQuery(overviewQuery(params.tenant));
  },
  component: HomePage,
});
