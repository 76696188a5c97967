import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Message } from '#/shared/api/queries';
import type { Frame } from '#/shared/realtime/frames';
import { append, applyFrame, emptyTimeline, merge, prepend, type Timeline } from './timeline';

const message = (id: number, more: Partial<Message> = {}): Message => ({
  id: String(id),
  channel_id: 'c',
  author: { id: '1', name: 'Nova', avatar_url: null, bot: false },
  content: `text ${id}`,
  created_at: '2026-11-24T10:00:00Z',
  edited_at: null,
  deleted_at: null,
  reply_to: null,
  pinned: false,
  type: 0,
  attachments: [],
  embeds: [],
  proxied: {},
  ...more,
});
const AT = '2026-11-24T11:00:00Z';
const created = (m: Message): Frame => ({ type: 'message.created', at: AT, data: m });
const edited = (m: Message): Frame => ({ type: 'message.edited', at: AT, data: m });
const deleted = (...ids: number[]): Frame => ({
  type: 'message.deleted',
  at: AT,
  data: { ids: ids.map(String), channel_id: 'c', at: AT },
});
const play = (line: Timeline, ...frames: Frame[]): Timeline => frames.reduce(applyFrame, line);
const ids = (line: Timeline): string[] => line.items.map((m) => m.id);
const start = emptyTimeline('c');

describe('a channel on screen', () => {
  it('puts messages in order, however they come, and each once', () => {
    const line = play(
      start,
      created(message(100)),
      created(message(9)),
      created(message(100)),
      created(message(20)),
    );
    expect(ids(line)).toEqual(['9', '20', '100']);
  });

  it('is the same object when nothing changed, so that nothing is drawn again', () => {
    const m = message(5);
    const line = play(start, created(m));
    expect(merge(line, [])).toBe(line);
    expect(play(line, created({ ...message(6), channel_id: 'other' }))).toBe(line);
    expect(play(line, { type: 'gateway.changed', at: AT, data: { connected: true } })).toBe(line);
  });

  it('keeps the later edit when edits arrive the wrong way round', () => {
    const second = message(5, { content: 'second', edited_at: '2026-11-24T10:02:00Z' });
    const first = message(5, { content: 'first', edited_at: '2026-11-24T10:01:00Z' });
    const line = play(start, created(message(5)), edited(second), edited(first));
    expect(line.items[0]?.content).toBe('second');
  });

  it('never brings a deleted message back', () => {
    const late = message(5, { content: 'late', edited_at: '2026-11-24T12:00:00Z' });
    const line = play(start, created(message(5)), deleted(5), edited(late), created(message(5)));
    expect(line.items[0]).toMatchObject({ content: 'late', deleted_at: AT });
  });

  it('remembers a deletion that comes before its message', () => {
    const line = play(start, deleted(5), created(message(5)));
    expect(line.items[0]?.deleted_at).toBe(AT);
  });

  it('marks all of a bulk deletion', () => {
    const line = play(start, created(message(1)), created(message(2)), created(message(3)), deleted(1, 3));
    expect(line.items.map((m) => m.deleted_at)).toEqual([AT, null, AT]);
  });

  it('leaves an edit of a message outside the stretch alone: it would hide a gap', () => {
    const line = play(start, created(message(50)));
    expect(play(line, edited(message(3, { edited_at: AT })))).toBe(line);
  });

  it('does not append while there are later messages that were not loaded', () => {
    const line = append(merge(start, [message(1)]), [], true);
    expect(play(line, created(message(9)))).toBe(line);
  });

  it('grows upwards', () => {
    const line = prepend(merge(start, [message(30)]), [message(20), message(10)], true);
    expect(ids(line)).toEqual(['10', '20', '30']);
    expect(line.hasOlder).toBe(true);
  });

  it('ends the same whatever order the same frames come in', () => {
    const frames = [
      created(message(1)),
      created(message(2)),
      created(message(3)),
      deleted(2),
      created(message(1, { content: 'later', edited_at: AT })),
    ];
    const want = play(start, ...frames).items;
    fc.assert(
      fc.property(fc.shuffledSubarray(frames, { minLength: frames.length }), (order) => {
        expect(play(start, ...order).items).toEqual(want);
      }),
    );
  });
});
