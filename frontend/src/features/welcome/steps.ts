import type { Facts } from './api';

export interface Step {
  id: 'bot' | 'history' | 'staff' | 'alert' | 'embed';
  title: string;
  detail: string;
  done: boolean;
}

const messages = (n: number) =>
  n === 1 ? '1 message is kept' : `${n.toLocaleString('en')} messages are kept`;

/** What a new owner does first, in order. */
export function stepsOf(facts: Facts): Step[] {
  const { installed, missing } = facts.bot;
  return [
    {
      id: 'bot',
      title: 'Install the bot with its permissions',
      done: installed && missing.length === 0,
      detail: !installed
        ? 'The bot is not in your server.'
        : missing.length === 0
          ? 'The bot is in your server and may do its work.'
          : missing.map((m) => `${m.feature}: needs ${m.permissions.join(', ')}`).join(' · '),
    },
    {
      id: 'history',
      title: 'Let the history be read',
      done: facts.messages > 0,
      detail:
        facts.messages > 0
          ? `${messages(facts.messages)} and can be searched.`
          : 'The bot reads what was said before it came. This takes a moment.',
    },
    {
      id: 'staff',
      title: 'Invite your staff',
      done: facts.staff > 1,
      detail: facts.staff > 1 ? `${facts.staff} people are on the staff.` : 'So far you are alone on watch.',
    },
    {
      id: 'alert',
      title: 'Choose where alarms go',
      done: facts.alert,
      detail: facts.alert ? 'A channel hears of trouble.' : 'Pick the channel that hears of trouble.',
    },
    {
      id: 'embed',
      title: 'Send the first embed',
      done: facts.embeds > 0,
      detail: facts.embeds > 0 ? 'It stands in Discord.' : 'Write one, look at it, send it to a channel.',
    },
  ];
}

const key = (tenant: string, user: string) => `snowflake:first-steps:${tenant}:${user}`;

/** Whether this person asked here not to be shown the steps any more, or was done with them. */
export const isOver = (tenant: string, user: string): boolean => {
  try {
    return localStorage.getItem(key(tenant, user)) !== null;
  } catch {
    return false;
  }
};

export function setOver(tenant: string, user: string, over: boolean): void {
  try {
    if (over) localStorage.setItem(key(tenant, user), 'over');
    else localStorage.removeItem(key(tenant, user));
  } catch {
    // A browser that keeps nothing shows them again.
  }
}
