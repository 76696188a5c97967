import * as v from 'valibot';
import type { Schemas } from '#/shared/api/client';
import type { Embed } from '#/shared/api/queries';
import { count, LIMIT, totalSize } from './limits';

const atMost = (n: number) =>
  v.pipe(
    v.string(),
    v.check((s) => count(s) <= n, `At most ${n} characters.`),
  );
const link = v.pipe(
  v.string(),
  v.check((s) => s === '' || isWebAddress(s), 'Use a full address that starts with https://'),
);

function isWebAddress(text: string): boolean {
  try {
    return /^https?:$/.test(new URL(text.trim()).protocol);
  } catch {
    return false;
  }
}

const fieldSchema = v.object({
  name: v.pipe(
    atMost(LIMIT.fieldName),
    v.check((s) => s.trim() !== '', 'A field needs a name.'),
  ),
  value: v.pipe(
    atMost(LIMIT.fieldValue),
    v.check((s) => s.trim() !== '', 'A field needs a value.'),
  ),
  inline: v.boolean(),
});

const embedSchema = v.object({
  title: atMost(LIMIT.title),
  url: link,
  description: atMost(LIMIT.description),
  color: v.pipe(v.string(), v.regex(/^(#[0-9a-f]{6})?$/i, 'Six hex digits, like #69d2e7.')),
  timestamp: v.string(),
  author: v.object({ name: atMost(LIMIT.author), url: link, icon_url: link }),
  footer: v.object({ text: atMost(LIMIT.footer), icon_url: link }),
  image: v.object({ url: link }),
  thumbnail: v.object({ url: link }),
  fields: v.pipe(v.array(fieldSchema), v.maxLength(LIMIT.fields)),
});

export const messageSchema = v.object({
  channel: v.pipe(v.string(), v.nonEmpty('Choose a channel.')),
  content: atMost(LIMIT.content),
  embeds: v.pipe(v.array(embedSchema), v.maxLength(LIMIT.embeds)),
});

export type EmbedForm = v.InferOutput<typeof embedSchema>;
export type MessageForm = v.InferOutput<typeof messageSchema>;

export const blankEmbed = (): EmbedForm => ({
  title: '',
  url: '',
  description: '',
  color: '',
  timestamp: '',
  author: { name: '', url: '', icon_url: '' },
  footer: { text: '', icon_url: '' },
  image: { url: '' },
  thumbnail: { url: '' },
  fields: [],
});
export const blankMessage = (): MessageForm => ({ channel: '', content: '', embeds: [blankEmbed()] });

/** Only what was filled in: Discord refuses empty parts. */
export function toEmbed(e: EmbedForm): Embed {
  const out: Embed = {};
  if (e.title.trim()) out.title = e.title;
  if (e.description.trim()) out.description = e.description;
  if (e.url.trim()) out.url = e.url.trim();
  if (/^#[0-9a-f]{6}$/i.test(e.color)) out.color = Number.parseInt(e.color.slice(1), 16);
  const at = e.timestamp ? new Date(e.timestamp) : null;
  if (at && !Number.isNaN(at.getTime())) out.timestamp = at.toISOString();
  if (e.author.name.trim())
    out.author = {
      name: e.author.name,
      ...(e.author.url.trim() ? { url: e.author.url.trim() } : {}),
      ...(e.author.icon_url.trim() ? { icon_url: e.author.icon_url.trim() } : {}),
    };
  if (e.footer.text.trim())
    out.footer = {
      text: e.footer.text,
      ...(e.footer.icon_url.trim() ? { icon_url: e.footer.icon_url.trim() } : {}),
    };
  if (e.image.url.trim()) out.image = { url: e.image.url.trim() };
  if (e.thumbnail.url.trim()) out.thumbnail = { url: e.thumbnail.url.trim() };
  if (e.fields.length > 0) out.fields = e.fields.map(({ name, value, inline }) => ({ name, value, inline }));
  return out;
}

/** A colour, a link or a time alone shows nothing: Discord drops such an embed. */
export const isBlank = (e: EmbedForm): boolean => {
  const made = toEmbed(e);
  return !(
    made.title ||
    made.description ||
    made.author ||
    made.footer ||
    made.image ||
    made.thumbnail ||
    made.fields
  );
};

export interface Outgoing {
  body: Schemas['DispatchRequest'];
  /** Where the embeds that are sent stand in the form: blank ones are left out. */
  places: number[];
}

export function toDispatch(form: MessageForm): Outgoing {
  const places = form.embeds.flatMap((e, i) => (isBlank(e) ? [] : [i]));
  const embeds = places.map((i) => toEmbed(form.embeds[i] as EmbedForm));
  return { body: { channel: form.channel, content: form.content, embeds }, places };
}

/** What is wrong with the message as a whole, or null. */
export function wholeProblem(form: Pick<MessageForm, 'content' | 'embeds'>): string | null {
  const total = totalSize(form.embeds);
  if (total > LIMIT.total)
    return `All embeds together hold ${total} characters. Discord allows ${LIMIT.total}.`;
  if (!form.content.trim() && form.embeds.every(isBlank))
    return 'There is nothing to send yet. Write a message or fill in an embed.';
  return null;
}

/**
 * The input that a refused field belongs to: "message.embeds[0].fields[2].name" is "embeds.0.fields.2.name".
 * Null when the server speaks of something that has no input of its own.
 */
export function inputOf(field: string, places: readonly number[]): string | null {
  const path = field
    .replace(/^(message|body)\./, '')
    .replaceAll(/\[(\d+)\]/g, '.$1')
    .split('.');
  if (path[0] === 'channel' || path[0] === 'channel_id') return 'channel';
  if (path[0] === 'content') return 'content';
  if (path[0] !== 'embeds' || path.length < 3) return null;
  const sent = places[Number(path[1])];
  if (sent === undefined) return null;
  const rest = path.slice(2);
  const leaf: Record<string, string> = {
    author: 'author.name',
    footer: 'footer.text',
    image: 'image.url',
    thumbnail: 'thumbnail.url',
  };
  const [only] = rest;
  if (rest.length === 1 && only === 'fields') return null;
  const tail = rest.length === 1 && only ? (leaf[only] ?? only) : rest.join('.');
  return `embeds.${sent}.${/^fields\.\d+$/.test(tail) ? `${tail}.value` : tail}`;
}
