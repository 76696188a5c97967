import type { Change, Settings } from './api';

/** What the form edits: every setting as its control holds it; "" is empty. */
export interface Draft {
  name: string;
  accent: string;
  timezone: string;
  locale: string;
  logo_url: string;
  alert_channel: string;
  protected_roles: readonly string[];
}
export type Field = keyof Draft;

export const NAME_MAX = 100;
export const HEX = /^#[0-9a-f]{6}$/i;

export const LABELS: Record<string, string> = {
  name: 'Name',
  accent: 'Accent',
  timezone: 'Time zone',
  locale: 'Language',
  logo_url: 'Logo',
  alert_channel: 'Alert channel',
  protected_roles: 'Protected roles',
};

/** Discord's own list of languages. */
export const LOCALES = (
  'en-US en-GB bg cs da de el es-419 es-ES fi fr hi hr hu id it ja ko lt nl no pl pt-BR ro ru sv-SE th tr ' +
  'uk vi zh-CN zh-TW'
).split(' ');

export const draftOf = (s: Settings): Draft => ({
  name: s.name,
  accent: s.accent,
  timezone: s.timezone,
  locale: s.locale,
  logo_url: s.logo_url ?? '',
  alert_channel: s.alert_channel ?? '',
  protected_roles: s.protected_roles,
});

const same = (a: Draft[Field], b: Draft[Field]): boolean =>
  Array.isArray(a) && Array.isArray(b) ? a.length === b.length && a.every((one, i) => one === b[i]) : a === b;

/** The fields in which a draft differs from what it began with. */
export const changedIn = (draft: Draft, from: Draft): Field[] =>
  (Object.keys(draft) as Field[]).filter((f) => !same(draft[f], from[f]));

/** What to ask of the server: changed fields alone, empty ones by name, and the revision that was seen. */
export function requestOf(draft: Draft, from: Draft, revision: number): Change {
  const fields = changedIn(draft, from);
  const clear = (['logo_url', 'alert_channel'] as const).filter(
    (f) => fields.includes(f) && !draft[f].trim(),
  );
  const given = fields.filter((f) => !(clear as readonly Field[]).includes(f));
  return { ...Object.fromEntries(given.map((f) => [f, draft[f]])), revision, clear } as Change;
}

/** Somebody else's settings under one's own unsaved changes: mine where I changed something, else theirs. */
export function rebased(draft: Draft, from: Draft, theirs: Draft): { draft: Draft; clashes: Field[] } {
  const mine = changedIn(draft, from);
  const clashes = mine.filter((f) => !same(theirs[f], from[f]) && !same(theirs[f], draft[f]));
  return { draft: { ...theirs, ...Object.fromEntries(mine.map((f) => [f, draft[f]])) }, clashes };
}

export function logoProblem(url: string): string | undefined {
  if (!url.trim()) return undefined;
  try {
    return new URL(url.trim()).protocol === 'https:' ? undefined : 'A logo’s address begins with https://.';
  } catch {
    return 'That is no address of a picture.';
  }
}
