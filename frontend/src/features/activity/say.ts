import type { Entry, Kind } from './api';

export const KINDS: Record<Kind, string> = {
  'staff.appointed': 'Staff appointed',
  'staff.dismissed': 'Staff removed',
  'staff.left': 'Staff left',
  'staff.followed_roles': 'Staff by Discord role',
  'staff.ownership_transferred': 'Ownership transferred',
  'invitation.made': 'Invitation made',
  'invitation.revoked': 'Invitation withdrawn',
  'invitation.accepted': 'Invitation accepted',
  'role_mapping.set': 'Discord role mapped',
  'role_mapping.removed': 'Mapping ended',
  'settings.changed': 'Settings changed',
  'settings.restored': 'Settings restored',
  'api_key.made': 'API key made',
  'api_key.revoked': 'API key revoked',
  'webhook.asked': 'Webhook asked for',
  'webhook.connected': 'Webhook connected',
  'webhook.removed': 'Webhook removed',
};

type Facts = Record<string, unknown> | null;

const text = (facts: Facts, name: string): string | undefined => {
  const value = facts?.[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
};

/** What happened, in one sentence that begins with who did it. */
export function say(e: Entry): string {
  const who = e.actor.name;
  const whom = e.person?.name ?? 'somebody';
  const role = text(e.after, 'role') ?? text(e.before, 'role') ?? 'staff';
  switch (e.kind) {
    case 'staff.appointed':
      return e.before ? `${who} made ${whom} ${role}` : `${who} added ${whom} as ${role}`;
    case 'staff.dismissed':
      return `${who} removed ${whom}`;
    case 'staff.left':
      return `${who} left the staff`;
    case 'staff.ownership_transferred':
      return `${who} made ${whom} the owner`;
    case 'staff.followed_roles':
      return followed(e);
    case 'invitation.made':
      return `${who} made an invitation as ${role}`;
    case 'invitation.revoked':
      return `${who} withdrew an invitation as ${role}`;
    case 'invitation.accepted':
      return `${who} joined by invitation as ${role}`;
    case 'role_mapping.set':
      return `${who} mapped the Discord role ${text(e.after, 'name') ?? '?'} to ${role}`;
    case 'role_mapping.removed':
      return `${who} ended the mapping of ${text(e.before, 'name') ?? '?'}`;
    case 'settings.changed':
      return `${who} changed the settings`;
    case 'settings.restored':
      return `${who} restored older settings`;
    case 'api_key.made':
      return `${who} made the API key ${text(e.after, 'name') ?? ''}`.trim();
    case 'api_key.revoked':
      return `${who} revoked the API key ${text(e.before, 'name') ?? ''}`.trim();
    case 'webhook.asked':
      return `${who} had the bot make a webhook`;
    case 'webhook.connected':
      return `${who} connected a webhook`;
    case 'webhook.removed':
      return `${who} removed a webhook`;
  }
}

function followed(e: Entry): string {
  if (!e.person) {
    const came = Number(e.after?.['people'] ?? 0);
    const gone = Number(e.after?.['gone'] ?? 0);
    return `Discord roles changed for ${came + gone} people`;
  }
  const held = (facts: Facts): string[] => (facts?.['discord_roles'] as string[] | undefined) ?? [];
  const now = held(e.after);
  return now.length
    ? `${e.person.name} is on the staff by Discord role ${now.join(', ')}`
    : `${e.person.name} holds no mapped Discord role any more`;
}

/** Said in the sentence already, or an id that tells nobody anything. */
const SAID: ReadonlySet<string> = new Set([
  'invitation',
  'discord_role',
  'discord_roles',
  'people',
  'gone',
  'actor_role',
]);

/** What was before and after, fact by fact; what stayed the same, or was said, is left out. */
export function facts(
  e: Entry,
  shown: (name: string, value: string) => string = (_, value) => value,
): { name: string; before: string; after: string }[] {
  const names = [...new Set([...Object.keys(e.before ?? {}), ...Object.keys(e.after ?? {})])];
  const once = !e.before || !e.after;
  return names
    .filter((name) => !SAID.has(name) && !(once && (name === 'role' || name === 'name')))
    .map((name) => ({
      name,
      before: shown(name, plain(e.before?.[name])),
      after: shown(name, plain(e.after?.[name])),
    }))
    .filter((f) => f.before !== f.after);
}

/** How a fact is shown: a role or channel by its name, a moment as people write it. */
export function shownWith(
  role: (id: string) => string | null,
  channel: (id: string) => string | null,
  moment: (at: string) => string,
): (name: string, value: string) => string {
  return (name, value) => {
    if (value === NONE) return value;
    if (name === 'protected_roles')
      return value
        .split(', ')
        .map((id) => role(id) ?? `Role ${id}`)
        .join(', ');
    if (name === 'alert_channel') return `#${channel(value) ?? value}`;
    if (name === 'until' || name === 'expires_at') return moment(value);
    return value;
  };
}

const NONE = '–';

function plain(value: unknown): string {
  if (value === null || value === undefined || value === '') return NONE;
  if (Array.isArray(value)) return value.map(String).join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
