import { createFileRoute } from '@tanstack/react-router';
import * as v from 'valibot';
import { ProvisionRoute } from '#/app/ProvisionRoute';
import { requireMe } from '#/app/session';

export const Route = createFileRoute('/provision')({
  validateSearch: v.object({ guild: v.optional(v.string()) }),
  loader: ({ context, location }) => requireMe(context.queryClient, location.href),
  component: ProvisionRoute,
});
