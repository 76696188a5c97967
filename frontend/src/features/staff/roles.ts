import type { Entry, Role } from './api';

export const ROLES: readonly Role[] = ['owner', 'admin', 'moderator', 'viewer'];

export const MAY: Record<Role, string> = {
  owner: 'Everything, billing too',
  admin: 'Everything but billing',
  moderator: 'Moderate and read',
  viewer: 'Read only',
};

/** What somebody may give: nobody gives more than they have, and only owners make owners. */
export const givenBy = (role: Role | undefined): readonly Role[] =>
  role === 'owner' ? ROLES : role === 'admin' ? ROLES.filter((r) => r !== 'owner') : [];

/** How long a role is given for, in days; "" means for good. */
export const ENDS = [
  ['', 'For good'],
  ['1', 'For a day'],
  ['7', 'For a week'],
  ['30', 'For 30 days'],
  ['90', 'For 90 days'],
] as const;

const DAY = 86_400_000;

export const endOf = (days: string, now = Date.now()): string | null =>
  days === '' ? null : new Date(now + Number(days) * DAY).toISOString();

/** Where a role comes from, when it isn't just somebody's word: "by Discord role Moderator". */
export function sources(entry: Pick<Entry, 'direct' | 'by_roles'>): string | null {
  if (entry.by_roles.length === 0) return null;
  const names = entry.by_roles.map((r) => r.name).join(', ');
  const by = `by Discord role${entry.by_roles.length > 1 ? 's' : ''} ${names}`;
  return entry.direct ? `${by}, and appointed ${entry.direct}` : by;
}

/** The words that must be typed before ownership moves. */
export const confirmation = (community: string): string => `transfer ${community}`;

export const confirms = (typed: string, community: string): boolean =>
  typed.trim().toLocaleLowerCase() === confirmation(community).trim().toLocaleLowerCase();
