import { createFileRoute } from '@tanstack/react-router';
import * as v from 'valibot';
import { SignInPage } from '#/features/identity/SignInPage';

export const Route = createFileRoute('/sign-in')({
  validateSearch: v.object({ next: v.optional(v.string()), reason: v.optional(v.string()) }),
  component: SignInPage,
});
