import { describe, expect, it } from 'vitest';
import type { Entry } from './api';
import { facts, KINDS, say, shownWith } from './say';

const entry = (change: Partial<Entry>): Entry => ({
  id: '1',
  kind: 'staff.appointed',
  actor: { id: '1', name: 'Nova' },
  person: { id: '2', name: 'Robin' },
  before: null,
  after: null,
  at: '2030-01-01T12:00:00Z',
  ...change,
});

describe('what happened', () => {
  it('is a sentence that begins with who did it', () => {
    expect(say(entry({ after: { role: 'admin' } }))).toBe('Nova added Robin as admin');
    expect(say(entry({ before: { role: 'viewer' }, after: { role: 'admin' } }))).toBe(
      'Nova made Robin admin',
    );
    expect(say(entry({ kind: 'role_mapping.removed', before: { name: 'Red', role: 'admin' } }))).toBe(
      'Nova ended the mapping of Red',
    );
  });
  it('tells who came and went by Discord role', () => {
    const kind = 'staff.followed_roles';
    expect(say(entry({ kind, after: { discord_roles: ['Red'] } }))).toBe(
      'Robin is on the staff by Discord role Red',
    );
    expect(say(entry({ kind, before: { discord_roles: ['Red'] } }))).toBe(
      'Robin holds no mapped Discord role any more',
    );
    expect(say(entry({ kind, person: null, after: { people: 40, gone: 2 } }))).toBe(
      'Discord roles changed for 42 people',
    );
  });
  it('has words for every kind', () => {
    for (const kind of Object.keys(KINDS) as Entry['kind'][]) expect(say(entry({ kind }))).not.toBe('');
  });
});

it('what stayed the same is left out', () => {
  expect(facts(entry({ before: { name: 'a', accent: 'x' }, after: { name: 'b', accent: 'x' } }))).toEqual([
    { name: 'name', before: 'a', after: 'b' },
  ]);
  expect(facts(entry({ after: { until: null, scopes: ['a', 'b'], role: 'admin' } }))).toEqual([
    { name: 'scopes', before: '–', after: 'a, b' },
  ]);
});

it('roles, channels and moments go by what people call them', () => {
  const shown = shownWith(
    (id) => (id === '5' ? 'Founder' : null),
    (id) => (id === '7' ? 'alerts' : null),
    () => 'tomorrow',
  );
  expect(shown('protected_roles', '5, 6')).toBe('Founder, Role 6');
  expect(shown('alert_channel', '7')).toBe('#alerts');
  expect(shown('until', '2030-01-01T00:00:00Z')).toBe('tomorrow');
  expect(shown('alert_channel', '–')).toBe('–');
});
