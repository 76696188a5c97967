import { describe, expect, it } from 'vitest';
import type { Channel } from '#/shared/api/queries';
import { hasExpired } from './cdnLink';
import { channelTree, firstReadable } from './channelTree';
import { snippet } from './highlight';
import { startsGroup } from './MessageRow';

const channel = (id: string, more: Partial<Channel> = {}): Channel => ({
  id,
  name: id,
  type: 'text',
  parent_id: null,
  position: 0,
  topic: null,
  archived: false,
  visible: true,
  can_send: true,
  ...more,
});

describe('the channel tree', () => {
  const tree = channelTree([
    channel('voice', { type: 'voice', parent_id: 'cat', position: 0 }),
    channel('b', { parent_id: 'cat', position: 2 }),
    channel('a', { parent_id: 'cat', position: 1 }),
    channel('thread', { type: 'thread', parent_id: 'a' }),
    channel('old', { type: 'thread', parent_id: 'a', archived: true }),
    channel('cat', { type: 'category', position: 5 }),
    channel('empty', { type: 'category', position: 6 }),
    channel('top', { visible: false }),
  ]);
  it('has loose channels first, voice last, threads inside, and no empty categories', () => {
    expect(tree.map((b) => b.category?.id ?? null)).toEqual([null, 'cat']);
    expect(tree[1]?.channels.map((c) => c.channel.id)).toEqual(['a', 'b', 'voice']);
    expect(tree[1]?.channels[0]?.threads.map((t) => t.id)).toEqual(['thread']);
  });
  it('opens the first channel that can be read', () => expect(firstReadable(tree)).toBe('a'));
});

describe('a search result', () => {
  it('counts code points, so an emoji before the hit does not shift it', () => {
    expect(snippet('🎉🎉 patch is out', [[3, 8]])).toEqual([
      { text: '🎉🎉 ', hit: false },
      { text: 'patch', hit: true },
      { text: ' is out', hit: false },
    ]);
  });
  it('is cut around the first hit of a long text', () => {
    const pieces = snippet(`${'a '.repeat(400)}patch${' b'.repeat(400)}`, [[800, 805]]);
    expect(pieces[0]).toEqual({ text: '…', hit: false });
    expect(pieces.find((p) => p.hit)?.text).toBe('patch');
    expect(pieces.at(-1)?.text).toBe('…');
  });
  it('survives offsets that overlap or point outside', () => {
    const text = snippet('abcdef', [[2, 4], [3, 5], [4, 99], [9, 3], []])
      .map((p) => p.text)
      .join('');
    expect(text).toBe('abcdef');
  });
});

it('groups what one author writes within seven minutes', () => {
  const at = (minute: number, author = '1', reply_to: string | null = null) =>
    ({
      author: { id: author },
      created_at: `2026-11-24T10:${String(minute).padStart(2, '0')}:00Z`,
      reply_to,
    }) as Parameters<typeof startsGroup>[0];
  expect(startsGroup(at(5), at(1))).toBe(false);
  expect(startsGroup(at(9), at(1))).toBe(true);
  expect(startsGroup(at(2, '2'), at(1))).toBe(true);
  expect(startsGroup(at(2, '1', '77'), at(1))).toBe(true);
});

it('knows a CDN link that has run out', () => {
  const link = 'https://cdn.discordapp.com/attachments/1/2/a.png?ex=65f00000&is=1&hm=2';
  expect(hasExpired(link, 0x65f00000 * 1000 + 1)).toBe(true);
  expect(hasExpired(link, 0x65f00000 * 1000 - 1)).toBe(false);
  expect(hasExpired('https://example.com/a.png')).toBe(false);
});
