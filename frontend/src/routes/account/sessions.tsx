import { createFileRoute } from '@tanstack/react-router';
import { requireMe } from '#/app/session';
import { SessionsRoute } from '#/app/SessionsRoute';

export const Route = createFileRoute('/account/sessions')({
  loader: ({ context, location }) => requireMe(context.queryClient, location.href),
  component: SessionsRoute,
});
