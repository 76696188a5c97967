import { describe, expect, it } from 'vitest';
import { endOf, LIVES, requestOf, scopesText } from './terms';

const NOW = Date.parse('2026-11-24T12:00:00Z');

describe('a new key', () => {
  it('may view, and publish when told so', () => {
    expect(requestOf(' Feed ', false, '30')).toEqual({
      name: 'Feed',
      scopes: ['view'],
      expires_in: 30 * 86_400,
    });
    expect(requestOf('Feed', true, 'none')).toEqual({
      name: 'Feed',
      scopes: ['view', 'publish'],
      expires_in: null,
    });
  });

  it('lasts no longer than the server allows, and no shorter', () => {
    const seconds = LIVES.flatMap((l) => l.seconds ?? []);
    expect(Math.min(...seconds)).toBe(7 * 86_400);
    expect(Math.max(...seconds)).toBeLessThanOrEqual(366 * 86_400);
  });
});

describe('a key in the list', () => {
  it('says what it may', () => {
    expect(scopesText({ scopes: ['view'] })).toBe('View');
    expect(scopesText({ scopes: ['view', 'publish'] })).toBe('View and publish');
  });

  it('says when it ends, and how soon that is', () => {
    expect(endOf({ expires_at: null }, NOW)).toEqual({ text: 'no end', state: 'fine' });
    expect(endOf({ expires_at: '2026-12-24T12:00:00Z' }, NOW)).toEqual({
      text: 'ends in 30 days',
      state: 'fine',
    });
    expect(endOf({ expires_at: '2026-11-26T12:00:00Z' }, NOW)).toEqual({
      text: 'ends in 2 days',
      state: 'soon',
    });
    expect(endOf({ expires_at: '2026-11-23T12:00:00Z' }, NOW).state).toBe('over');
    expect(endOf({ expires_at: '2026-11-24T12:00:00Z' }, NOW).state).toBe('over');
  });
});
