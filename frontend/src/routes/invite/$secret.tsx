import { createFileRoute } from '@tanstack/react-router';
import { InviteRoute } from '#/app/InviteRoute';
import { requireMe } from '#/app/session';

export const Route = createFileRoute('/invite/$secret')({
  loader: ({ context, location }) => requireMe(context.queryClient, location.href),
  component: InviteRoute,
});
