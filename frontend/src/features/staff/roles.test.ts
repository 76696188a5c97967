import { describe, expect, it } from 'vitest';
import { confirms, endOf, givenBy, sources } from './roles';

const red = { discord_role: '1', name: 'Night Watch', role: 'moderator' } as const;

describe('where a role comes from', () => {
  it('is not told when somebody just gave it', () => {
    expect(sources({ direct: 'admin', by_roles: [] })).toBeNull();
  });
  it('names the Discord roles, and the appointment beside them', () => {
    expect(sources({ direct: null, by_roles: [red] })).toBe('by Discord role Night Watch');
    expect(sources({ direct: 'viewer', by_roles: [red, { ...red, name: 'Helper' }] })).toBe(
      'by Discord roles Night Watch, Helper, and appointed viewer',
    );
  });
});

describe('what somebody may give', () => {
  it('is what they have, at most', () => {
    expect(givenBy('owner')).toContain('owner');
    expect(givenBy('admin')).toEqual(['admin', 'moderator', 'viewer']);
    expect(givenBy('moderator')).toEqual([]);
    expect(givenBy(undefined)).toEqual([]);
  });
});

it('a role for some days ends that many days from now, and one for good never', () => {
  const now = Date.UTC(2030, 0, 1);
  expect(endOf('7', now)).toBe('2030-01-08T00:00:00.000Z');
  expect(endOf('', now)).toBeNull();
});

it('giving a community away takes its very name', () => {
  expect(confirms(' Transfer aurora guild ', 'Aurora Guild')).toBe(true);
  expect(confirms('transfer', 'Aurora Guild')).toBe(false);
  expect(confirms('transfer Aurora', 'Aurora Guild')).toBe(false);
});
