import type { Names } from '#/shared/discord/names';

export type { Names };

const language = new Intl.DisplayNames('en', { type: 'language' });

export const languageOf = (tag: string): string => language.of(tag) ?? tag;

/** A setting's value as people say it: roles and channels by name, empty as a dash. */
export function named(field: string, value: string | null, names: Names): string {
  if (!value) return 'empty';
  if (field === 'protected_roles')
    return value
      .split(', ')
      .map((id) => names.role(id)?.name ?? `Role ${id}`)
      .join(', ');
  if (field === 'alert_channel') return `#${names.channel(value) ?? value}`;
  if (field === 'locale') return languageOf(value);
  return value;
}
