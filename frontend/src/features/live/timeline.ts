import type { Message } from '#/shared/api/queries';
import type { Frame } from '#/shared/realtime/frames';
import { compareIds } from '#/shared/lib/snowflake';

/** A stretch of one channel's messages, oldest first, without gaps between the first and the last. */
export interface Timeline {
  channel: string;
  items: Message[];
  hasOlder: boolean;
  /** False at the end of the channel, where new messages are appended. */
  hasNewer: boolean;
  /** Deletions that were told before their message was: id → time. */
  buried: Readonly<Record<string, string>>;
}

export const emptyTimeline = (channel: string): Timeline => ({
  channel,
  items: [],
  hasOlder: false,
  hasNewer: false,
  buried: {},
});

/** Two reports of one message: the later edit wins, and a deletion is never taken back. */
export function newer(have: Message, got: Message): Message {
  const gone = have.deleted_at ?? got.deleted_at;
  const pick = (got.edited_at ?? '') >= (have.edited_at ?? '') ? got : have;
  return pick.deleted_at === gone ? pick : { ...pick, deleted_at: gone };
}

/** Adds messages in any order, each once. */
export function merge(line: Timeline, incoming: readonly Message[]): Timeline {
  if (incoming.length === 0) return line;
  const byId = new Map(line.items.map((m) => [m.id, m]));
  let changed = false;
  let resort = false;
  for (const raw of incoming) {
    const told = line.buried[raw.id];
    const got = told && !raw.deleted_at ? { ...raw, deleted_at: told } : raw;
    const have = byId.get(got.id);
    const next = have ? newer(have, got) : got;
    if (next === have) continue;
    changed = true;
    resort ||= !have;
    byId.set(got.id, next);
  }
  if (!changed) return line;
  const items = [...byId.values()];
  if (resort) items.sort((a, b) => compareIds(a.id, b.id));
  return { ...line, items };
}

/** Older messages, put before the first. */
export function prepend(line: Timeline, page: readonly Message[], hasOlder: boolean): Timeline {
  return { ...merge(line, page), hasOlder };
}

/** Later messages, put after the last. */
export function append(line: Timeline, page: readonly Message[], hasNewer: boolean): Timeline {
  return { ...merge(line, page), hasNewer };
}

function bury(line: Timeline, ids: readonly string[], at: string): Timeline {
  const gone = new Set(ids);
  let touched = false;
  const items = line.items.map((m) => {
    if (!gone.has(m.id)) return m;
    gone.delete(m.id);
    if (m.deleted_at) return m;
    touched = true;
    return { ...m, deleted_at: at };
  });
  if (gone.size === 0) return touched ? { ...line, items } : line;
  const buried = { ...line.buried };
  for (const id of gone) buried[id] = at;
  return { ...line, items: touched ? items : line.items, buried };
}

/** What one live frame does to this stretch; the same object when it concerns another channel. */
export function applyFrame(line: Timeline, frame: Frame): Timeline {
  switch (frame.type) {
    case 'message.created':
      if (frame.data.channel_id !== line.channel || line.hasNewer) return line;
      return merge(line, [frame.data]);
    case 'message.edited': {
      const { data } = frame;
      if (data.channel_id !== line.channel) return line;
      const known = line.items.some((m) => m.id === data.id);
      // An edit of a message outside the stretch would leave a gap behind it.
      return known ? merge(line, [data]) : line;
    }
    case 'message.deleted':
      return frame.data.channel_id === line.channel ? bury(line, frame.data.ids, frame.data.at) : line;
    default:
      return line;
  }
}
