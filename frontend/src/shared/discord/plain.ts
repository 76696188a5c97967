import type { Message } from '#/shared/api/queries';
import type { Names } from './names';

const TAG = /<(@[!&]?|#)(\d{1,20})>|<a?(:\w{1,32}:)\d{1,20}>/g;

/** Mentions and emoji as words, for lists where a message is one line of text. */
export function plainText(content: string, names: Names): string {
  return content.replace(TAG, (_, sign: string | undefined, id: string, emoji: string | undefined) => {
    if (emoji) return emoji;
    if (sign === '#') return `#${names.channel(id) ?? 'unknown'}`;
    if (sign === '@&') return `@${names.role(id)?.name ?? 'unknown-role'}`;
    return `@${names.user(id) ?? `user ${id.slice(-4)}`}`;
  });
}

/** What a message says in one line, also when it says it in an embed or a file; '' for nothing at all. */
export function gist(m: Pick<Message, 'content' | 'embeds' | 'attachments'>, names: Names): string {
  const [embed] = m.embeds;
  return plainText(
    m.content || embed?.title || embed?.description || m.attachments[0]?.filename || '',
    names,
  );
}
