import { createFileRoute } from '@tanstack/react-router';
import { NotFound } from '#/app/NotFound';
import { requireMe } from '#/app/session';
import { Shell } from '#/app/Shell';

export const Route = createFileRoute('/app/$tenant')({
  loader: ({ context, location }) => requireMe(context.queryClient, location.href),
  component: Shell,
  notFoundComponent: () => <NotFound inside />,
});
