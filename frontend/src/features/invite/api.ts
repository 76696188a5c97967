import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '#/shared/api/client';

export const invitedQuery = (secret: string) =>
  queryOptions({
    queryKey: ['invited', secret],
    queryFn: () => unwrap(api.POST('/api/invitations/look', { body: { secret } })),
    staleTime: 0,
    gcTime: 0,
  });

export const acceptInvitation = (secret: string) =>
  unwrap(api.POST('/api/invitations/accept', { body: { secret } }));
