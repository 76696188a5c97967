import { useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import { memberQuery, type Message } from '#/shared/api/queries';

const MENTION = /<@!?(\d{1,20})>/g;
/** Members asked for by id for one stretch of messages: mentions of people who did not write in it. */
const MOST = 20;

/** Names of who wrote and who was mentioned; the latter from the guild, a few at a time. */
export function usePeople(tenant: string, items: readonly Message[]): ReadonlyMap<string, string> {
  const authors = useMemo(() => new Map(items.map((m) => [m.author.id, m.author.name])), [items]);
  const unknown = useMemo(() => {
    const ids = new Set<string>();
    for (let i = items.length - 1; i >= 0 && ids.size < MOST; i--)
      for (const [, id] of items[i]?.content.matchAll(MENTION) ?? [])
        if (id && !authors.has(id) && ids.size < MOST) ids.add(id);
    return [...ids];
  }, [items, authors]);
  const mentioned = useQueries({
    queries: unknown.map((id) => ({ ...memberQuery(tenant, id), staleTime: Infinity, retry: false })),
    combine: (results) =>
      results.flatMap(({ data }) => (data ? [`${data.id} ${data.display_name}`] : [])).join('\n'),
  });
  return useMemo(() => {
    const all = new Map(authors);
    for (const line of mentioned.split('\n')) {
      const at = line.indexOf(' ');
      if (at > 0) all.set(line.slice(0, at), line.slice(at + 1));
    }
    return all;
  }, [authors, mentioned]);
}
