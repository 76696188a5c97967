import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Settings } from './api';
import { changedIn, draftOf, logoProblem, rebased, requestOf, type Draft } from './draft';

const saved: Settings = {
  name: 'Aurora',
  accent: '#69d2e7',
  timezone: 'UTC',
  locale: 'en-US',
  logo_url: 'https://example.org/a.png',
  alert_channel: '77',
  protected_roles: ['5'],
  revision: 3,
  icon_url: null,
};
const from = draftOf(saved);

describe('what is asked of the server', () => {
  it('is what changed and the revision that was seen', () => {
    const draft: Draft = { ...from, name: 'Borealis', protected_roles: ['5', '6'] };
    expect(requestOf(draft, from, 3)).toEqual({
      name: 'Borealis',
      protected_roles: ['5', '6'],
      revision: 3,
      clear: [],
    });
  });
  it('names what is emptied', () => {
    const draft: Draft = { ...from, logo_url: ' ', alert_channel: '' };
    expect(requestOf(draft, from, 3)).toEqual({ revision: 3, clear: ['logo_url', 'alert_channel'] });
  });
});

const drafts = fc.record<Draft>({
  name: fc.constantFrom('a', 'b', 'c'),
  accent: fc.constantFrom('#000000', '#ffffff'),
  timezone: fc.constantFrom('UTC', 'Europe/Berlin'),
  locale: fc.constantFrom('de', 'fr'),
  logo_url: fc.constantFrom('', 'https://example.org/'),
  alert_channel: fc.constantFrom('', '1', '2'),
  protected_roles: fc.subarray(['1', '2', '3']),
});

describe('somebody else saved first', () => {
  it('keeps all that I changed, takes all that I did not, and names every clash', () => {
    fc.assert(
      fc.property(drafts, drafts, drafts, (mine, base, theirs) => {
        const merged = rebased(mine, base, theirs);
        for (const f of Object.keys(base) as (keyof Draft)[]) {
          const changed = changedIn(mine, base).includes(f);
          expect(merged.draft[f]).toEqual(changed ? mine[f] : theirs[f]);
          const clash = changed && changedIn(theirs, base).includes(f) && changedIn(theirs, mine).includes(f);
          expect(merged.clashes.includes(f)).toBe(clash);
        }
      }),
    );
  });
});

it('a logo comes over https or not at all', () => {
  expect(logoProblem('')).toBeUndefined();
  expect(logoProblem('https://example.org/a.png')).toBeUndefined();
  expect(logoProblem('http://example.org/a.png')).toMatch(/https/);
  expect(logoProblem('javascript:alert(1)')).toMatch(/https/);
  expect(logoProblem('a.png')).toMatch(/no address/);
});
