import { createFileRoute } from '@tanstack/react-router';
import * as v from 'valibot';
import { ActivityPage } from '#/features/activity/ActivityPage';

const text = v.optional(v.fallback(v.optional(v.string()), undefined));

export const Route = createFileRoute('/app/$tenant/activity')({
  validateSearch: v.object({ person: text, kind: text }),
  component: ActivityPage,
});
