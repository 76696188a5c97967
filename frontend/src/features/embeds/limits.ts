/** Discord's limits of a message with embeds, in characters (code points) and pieces. */
export const LIMIT = {
  content: 2000,
  embeds: 10,
  title: 256,
  description: 4096,
  author: 256,
  footer: 2048,
  fields: 25,
  fieldName: 256,
  fieldValue: 1024,
  /** Titles, descriptions, fields, footers and author names of all embeds together. */
  total: 6000,
} as const;

/** Characters as Discord counts them: an emoji outside the basic plane is one, not two. */
export function count(text: string): number {
  let n = 0;
  for (const _ of text) n++;
  return n;
}

export interface Counted {
  title: string;
  description: string;
  author: { name: string };
  footer: { text: string };
  fields: readonly { name: string; value: string }[];
}

export function embedSize(e: Counted): number {
  return (
    count(e.title) +
    count(e.description) +
    count(e.author.name) +
    count(e.footer.text) +
    e.fields.reduce((n, f) => n + count(f.name) + count(f.value), 0)
  );
}

export const totalSize = (embeds: readonly Counted[]): number => embeds.reduce((n, e) => n + embedSize(e), 0);
