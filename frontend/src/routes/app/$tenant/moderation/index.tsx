import { createFileRoute } from '@tanstack/react-router';
import * as v from 'valibot';
import { ModerationPage } from '#/features/moderation/ModerationPage';

export const Route = createFileRoute('/app/$tenant/moderation/')({
  validateSearch: v.object({ query: v.optional(v.string()), member: v.optional(v.string()) }),
  component: ModerationPage,
});
