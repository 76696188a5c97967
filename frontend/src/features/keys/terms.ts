import { fmt } from '#/shared/lib/format';
import type { ApiKey, KeyRequest } from './api';

const DAY = 86_400;
export const NAME_MAX = 60;
export const MOST_KEYS = 25;

/** How long a key may last, in seconds; null is until it is revoked. */
export const LIVES: readonly { value: string; label: string; seconds: number | null }[] = [
  { value: '7', label: '7 days', seconds: 7 * DAY },
  { value: '30', label: '30 days', seconds: 30 * DAY },
  { value: '90', label: '90 days', seconds: 90 * DAY },
  { value: '365', label: '1 year', seconds: 365 * DAY },
  { value: 'none', label: 'No end', seconds: null },
];

export function requestOf(name: string, publishes: boolean, life: string): KeyRequest {
  return {
    name: name.trim(),
    scopes: publishes ? ['view', 'publish'] : ['view'],
    expires_in: LIVES.find((l) => l.value === life)?.seconds ?? null,
  };
}

export const scopesText = (key: Pick<ApiKey, 'scopes'>): string =>
  key.scopes.includes('publish') ? 'View and publish' : 'View';

/** "ends in 6 days", and whether it has ended or soon will. */
export function endOf(
  key: Pick<ApiKey, 'expires_at'>,
  now = Date.now(),
): { text: string; state: 'fine' | 'soon' | 'over' } {
  if (!key.expires_at) return { text: 'no end', state: 'fine' };
  const left = Date.parse(key.expires_at) - now;
  if (left <= 0) return { text: `expired ${fmt.ago(key.expires_at, now)}`, state: 'over' };
  return {
    text: `ends ${fmt.ago(key.expires_at, now)}`,
    state: left < 3 * DAY * 1000 ? 'soon' : 'fine',
  };
}
