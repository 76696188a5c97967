import type { Case, Dispatch, Message } from '#/shared/api/queries';

export interface FrameData {
  hello: { tenant: string };
  'message.created': Message;
  'message.edited': Message;
  'message.deleted': { ids: string[]; channel_id: string; at: string };
  'history.read': { channels: string[] };
  'case.opened': Case;
  'case.changed': Case;
  'dispatch.changed': Dispatch;
  'gateway.changed': { connected: boolean };
}
export type FrameType = keyof FrameData;
export type Frame = { [T in FrameType]: { type: T; at: string; data: FrameData[T] } }[FrameType];

const TYPES: ReadonlySet<string> = new Set<FrameType>([
  'hello',
  'message.created',
  'message.edited',
  'message.deleted',
  'history.read',
  'case.opened',
  'case.changed',
  'dispatch.changed',
  'gateway.changed',
]);

/** The frame in a socket's text, or null for what this version does not know. */
export function parseFrame(text: unknown): Frame | null {
  if (typeof text !== 'string') return null;
  try {
    const raw: unknown = JSON.parse(text);
    if (typeof raw !== 'object' || raw === null) return null;
    const { type, data } = raw as { type?: unknown; data?: unknown };
    if (typeof type !== 'string' || !TYPES.has(type) || typeof data !== 'object' || data === null)
      return null;
    return raw as Frame;
  } catch {
    return null;
  }
}
