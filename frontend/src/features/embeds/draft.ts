import * as v from 'valibot';
import { blankMessage, isBlank, type MessageForm } from './form';

const VERSION = 1;
const keyOf = (tenant: string): string => `sf:draft:embeds:${tenant}`;

/** The shape of a draft without its limits: one that is too long must survive a reload too. */
const text = v.string();
const draftSchema = v.object({
  version: v.literal(VERSION),
  saved_at: v.number(),
  message: v.object({
    channel: text,
    content: text,
    embeds: v.pipe(
      v.array(
        v.object({
          title: text,
          url: text,
          description: text,
          color: text,
          timestamp: text,
          author: v.object({ name: text, url: text, icon_url: text }),
          footer: v.object({ text, icon_url: text }),
          image: v.object({ url: text }),
          thumbnail: v.object({ url: text }),
          fields: v.array(v.object({ name: text, value: text, inline: v.boolean() })),
        }),
      ),
      v.minLength(1),
    ),
  }),
});

export const isEmptyMessage = (m: MessageForm): boolean =>
  m.content.trim() === '' && m.embeds.every((e) => isBlank(e) && e.color === '' && e.url === '');

/** The draft kept for a tenant; one that this version cannot read is none. */
export function loadDraft(tenant: string, store: Storage = localStorage): MessageForm | null {
  try {
    const raw = store.getItem(keyOf(tenant));
    if (!raw) return null;
    const read = v.safeParse(draftSchema, JSON.parse(raw));
    return read.success ? read.output.message : null;
  } catch {
    return null;
  }
}

/** False when the browser keeps nothing (full, or storage switched off). */
export function saveDraft(tenant: string, message: MessageForm, store: Storage = localStorage): boolean {
  try {
    if (isEmptyMessage(message)) store.removeItem(keyOf(tenant));
    else store.setItem(keyOf(tenant), JSON.stringify({ version: VERSION, saved_at: Date.now(), message }));
    return true;
  } catch {
    return false;
  }
}

export function dropDraft(tenant: string, store: Storage = localStorage): void {
  try {
    store.removeItem(keyOf(tenant));
  } catch {
    // Storage is switched off: there is nothing to drop.
  }
}

export const startingMessage = (draft: MessageForm | null): MessageForm => draft ?? blankMessage();
