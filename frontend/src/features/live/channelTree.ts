import type { Channel } from '#/shared/api/queries';

export interface Branch {
  category: Channel | null;
  channels: { channel: Channel; threads: Channel[] }[];
}

const VOICE = new Set(['voice', 'stage']);
const order = (a: Channel, b: Channel): number =>
  Number(VOICE.has(a.type)) - Number(VOICE.has(b.type)) || a.position - b.position || (a.id < b.id ? -1 : 1);

/** Channels as Discord shows them: those without a category first, voice below text, threads in their channel. */
export function channelTree(all: readonly Channel[]): Branch[] {
  const categories = all.filter((c) => c.type === 'category').toSorted(order);
  const known = new Set(categories.map((c) => c.id));
  const threads = all.filter((c) => c.type === 'thread');
  const plain = all.filter((c) => c.type !== 'category' && c.type !== 'thread').toSorted(order);
  const branch = (category: Channel | null): Branch => ({
    category,
    channels: plain
      .filter((c) => (category ? c.parent_id === category.id : !c.parent_id || !known.has(c.parent_id)))
      .map((channel) => ({
        channel,
        threads: threads.filter((t) => t.parent_id === channel.id && !t.archived).toSorted(order),
      })),
  });
  return [branch(null), ...categories.map(branch)].filter((b) => b.channels.length > 0);
}

/** Where Live View opens: the first channel that the bot can read. */
export const firstReadable = (tree: readonly Branch[]): string | undefined =>
  tree.flatMap((b) => b.channels).find(({ channel }) => channel.visible && channel.type !== 'forum')?.channel
    .id;
