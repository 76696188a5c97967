import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { duration } from './format';
import { localPath } from './localPath';
import { parseSearch, stringifySearch } from './searchText';
import { compareIds, snowflakeTime } from './snowflake';
import { niceTicks } from './ticks';

describe('where a sign-in may lead', () => {
  it.each(['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:x', '', undefined, null])(
    'never to %j',
    (raw) => expect(localPath(raw)).toBe('/app'),
  );
  it('to a path here, with its query', () => {
    expect(localPath('/app/aurora/live?message=1#x')).toBe('/app/aurora/live?message=1#x');
  });
  it('always starts with one slash, whatever is asked', () => {
    fc.assert(
      fc.property(fc.string(), (raw) => {
        expect(localPath(raw)).toMatch(/^\/(?![/\\])/);
      }),
    );
  });
});

describe('the query of an address', () => {
  it('keeps what looks like a number or a boolean as text', () => {
    expect(parseSearch('?message=1574555395031040001&q=42&x=true')).toEqual({
      message: '1574555395031040001',
      q: '42',
      x: 'true',
    });
  });
  it('comes back as it went, without the empty parts', () => {
    expect(stringifySearch({ q: 'a & b', channel: undefined, at: '' })).toBe('?q=a+%26+b');
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (q) => {
        expect(parseSearch(stringifySearch({ q }))).toEqual({ q });
      }),
    );
  });
});

describe('ids', () => {
  it('are ordered by their value, also across lengths', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 2n ** 64n - 1n }),
        fc.bigInt({ min: 1n, max: 2n ** 64n - 1n }),
        (a, b) => {
          expect(Math.sign(compareIds(String(a), String(b)))).toBe(a < b ? -1 : a > b ? 1 : 0);
        },
      ),
    );
  });
  it('tell their time', () => {
    expect(new Date(snowflakeTime('175928847299117063')).toISOString()).toBe('2016-04-30T11:18:25.796Z');
  });
});

it('says durations in words', () => {
  expect([60, 600, 5400, 86_400, 604_800].map(duration)).toEqual([
    '1 min',
    '10 min',
    '1 h 30 min',
    '1 d',
    '7 d',
  ]);
});

it('draws an axis that holds the highest value on round steps', () => {
  expect(niceTicks(0)).toEqual([0, 1]);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10_000_000 }), (max) => {
      const ticks = niceTicks(max);
      expect(ticks.at(-1)).toBeGreaterThanOrEqual(max);
      expect(ticks.length).toBeLessThanOrEqual(7);
    }),
  );
});
