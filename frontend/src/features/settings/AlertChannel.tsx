import { useQuery } from '@tanstack/react-query';
import type { ComponentProps } from 'react';
import { channelsQuery } from '#/shared/api/queries';

/** Where Snowflake raises the alarm: a text channel that the bot may write to, or nowhere. */
export function AlertChannel({ tenant, ...rest }: ComponentProps<'select'> & { tenant: string }) {
  const { data, error } = useQuery(channelsQuery(tenant));
  const places = data?.filter((c) => c.type === 'text' || c.type === 'announcement') ?? [];
  const gone = typeof rest.value === 'string' && rest.value && !places.some((c) => c.id === rest.value);
  return (
    <select {...rest} className="field h-10 pointer-coarse:h-11">
      <option value="">{error ? "Channels can't be read right now" : 'Nowhere'}</option>
      {gone && (
        <option value={String(rest.value)}>{data ? 'A channel that is gone' : 'The chosen channel'}</option>
      )}
      {places.map((c) => (
        <option key={c.id} value={c.id} disabled={!c.can_send}>
          #{c.name}
          {c.can_send ? '' : ' (the bot may not write here)'}
        </option>
      ))}
    </select>
  );
}
