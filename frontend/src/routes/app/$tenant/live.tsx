import { createFileRoute } from '@tanstack/react-router';
import * as v from 'valibot';
import { LiveViewPage } from '#/features/live/LiveViewPage';
import { channelsQuery } from '#/shared/api/queries';

const text = v.optional(v.fallback(v.optional(v.string()), undefined));

export const Route = createFileRoute('/app/$tenant/live')({
  validateSearch: v.object({
    channel: text,
    q: text,
    at: text,
    message: text,
    scope: v.optional(v.fallback(v.optional(v.picklist(['all', 'channel'])), undefined)),
  }),
  loader: ({ context, params }) => {
    void context.queryClient.prefetchQuery(channelsQuery(params.tenant));
  },
  component: LiveViewPage,
});
