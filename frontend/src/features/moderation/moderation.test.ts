import { describe, expect, it } from 'vitest';
import type { Case } from '#/shared/api/queries';
import { placeCase, type CaseList } from './caseCache';
import { customSeconds, LONGEST, REASON_MAX, reasonProblem } from './durations';

describe('how long', () => {
  it('is given in whole units, up to the 28 days that Discord allows', () => {
    expect(customSeconds('90', 'minutes')).toBe(5400);
    expect(customSeconds('28', 'days')).toBe(LONGEST);
    expect(customSeconds('29', 'days')).toMatch(/28 days/);
  });
  it.each(['', '0', '-1', '1.5', 'soon', '1e3'])('is not %j', (amount) => {
    expect(customSeconds(amount, 'hours')).toMatch(/whole number/);
  });
});

it('needs a reason of at most 512 characters, emoji as one', () => {
  expect(reasonProblem('  ')).toMatch(/Say why/);
  expect(reasonProblem('🎉'.repeat(REASON_MAX))).toBeUndefined();
  expect(reasonProblem('🎉'.repeat(REASON_MAX + 1))).toMatch(/512/);
});

describe('a list of cases', () => {
  const one = (number: number, member = '5', state: Case['state'] = 'pending'): Case => ({
    number,
    member: { id: member, name: 'owl' },
    moderator: { id: '1', name: 'Nova' },
    sanction: 'timeout',
    reason: 'spam',
    opened_at: '2026-11-24T10:00:00Z',
    expires_at: null,
    state,
    failure: null,
    source: 'slash',
  });
  const list: CaseList = {
    pages: [
      { items: [one(9), one(7)], next: 'x' },
      { items: [one(4)], next: null },
    ],
    pageParams: ['', 'x'],
  };
  const numbers = (l: CaseList) => l.pages.flatMap((p) => p.items.map((c) => c.number));

  it('takes a new case on top and a changed one in its place', () => {
    expect(numbers(placeCase(list, one(10), ''))).toEqual([10, 9, 7, 4]);
    const changed = placeCase(list, one(4, '5', 'enforced'), '');
    expect(numbers(changed)).toEqual([9, 7, 4]);
    expect(changed.pages[1]?.items[0]?.state).toBe('enforced');
  });
  it('of one member leaves the cases of others out', () => {
    expect(placeCase(list, one(10, '6'), '5')).toBe(list);
  });
  it('leaves an older case to the page that will load it', () => {
    expect(numbers(placeCase(list, one(2), ''))).toEqual([9, 7, 4]);
  });
});
