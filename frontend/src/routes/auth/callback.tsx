import { createFileRoute } from '@tanstack/react-router';
import * as v from 'valibot';
import { CallbackPage } from '#/features/identity/CallbackPage';

export const Route = createFileRoute('/auth/callback')({
  validateSearch: v.object({
    code: v.optional(v.string()),
    state: v.optional(v.string()),
    error: v.optional(v.string()),
  }),
  component: CallbackPage,
});
