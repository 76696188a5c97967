import { useQuery } from '@tanstack/react-query';
import type { ComponentProps } from 'react';
import { channelsQuery, type Channel } from '#/shared/api/queries';

const WRITABLE: ReadonlySet<Channel['type']> = new Set(['text', 'announcement', 'thread']);

/** Channels that can take a message, in their categories; those the bot may not write to say so. */
export function ChannelSelect({ tenant, ...rest }: ComponentProps<'select'> & { tenant: string }) {
  const { data, error } = useQuery(channelsQuery(tenant));
  const all = data ?? [];
  const byId = new Map(all.map((c) => [c.id, c]));
  const groups = new Map<string, Channel[]>();
  for (const c of all.filter((x) => WRITABLE.has(x.type) && !x.archived)) {
    const parent = byId.get(c.parent_id ?? '');
    const home = c.type === 'thread' ? byId.get(parent?.parent_id ?? '') : parent;
    const name = home?.type === 'category' ? home.name : 'No category';
    groups.set(name, [...(groups.get(name) ?? []), c]);
  }
  return (
    <select {...rest} className="field h-10 pointer-coarse:h-11">
      <option value="">
        {error ? "Channels can't be read right now" : data ? 'Choose a channel' : 'Loading channels…'}
      </option>
      {/* A drafted choice stands before its channel is known, or the select would forget it. */}
      {typeof rest.value === 'string' && rest.value !== '' && !byId.has(rest.value) && (
        <option value={rest.value}>{data ? 'A channel that is gone' : 'The chosen channel'}</option>
      )}
      {[...groups].map(([name, list]) => (
        <optgroup key={name} label={name}>
          {list
            .toSorted((a, b) => a.position - b.position)
            .map((c) => (
              <option key={c.id} value={c.id} disabled={!c.can_send}>
                #{c.name}
                {c.can_send ? '' : ' (the bot may not write here)'}
              </option>
            ))}
        </optgroup>
      ))}
    </select>
  );
}
