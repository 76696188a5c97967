import { createFileRoute, redirect } from '@tanstack/react-router';
import { requireMe } from '#/app/session';

export const Route = createFileRoute('/app/')({
  loader: async ({ context, location }) => {
    const me = await requireMe(context.queryClient, location.href);
    const [first] = me.tenants;
    throw first
      ? redirect({ to: '/app/$tenant', params: { tenant: first.slug }, replace: true })
      : redirect({ to: '/provision', replace: true });
  },
});
