import { createFileRoute } from '@tanstack/react-router';
import * as v from 'valibot';
import { BillingPage } from '#/features/billing/BillingPage';

export const Route = createFileRoute('/app/$tenant/billing')({
  validateSearch: v.object({ paid: v.optional(v.string()) }),
  component: BillingPage,
});
