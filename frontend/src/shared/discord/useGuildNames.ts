import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { channelsQuery, rolesQuery } from '#/shared/api/queries';
import type { Names } from './names';

/** Names of channels and roles from the live guild, of users from the authors that the page has seen. */
export function useGuildNames(tenant: string, authors?: ReadonlyMap<string, string>): Names {
  const { data: channels } = useQuery(channelsQuery(tenant));
  const { data: roles } = useQuery(rolesQuery(tenant));
  return useMemo(() => {
    const byChannel = new Map(channels?.map((c) => [c.id, c.name]));
    const byRole = new Map(roles?.map((r) => [r.id, { name: r.name, color: r.color }]));
    return {
      channel: (id) => byChannel.get(id) ?? null,
      role: (id) => byRole.get(id) ?? null,
      user: (id) => authors?.get(id) ?? null,
    };
  }, [channels, roles, authors]);
}
