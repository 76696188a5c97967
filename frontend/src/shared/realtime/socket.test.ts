import { describe, expect, it } from 'vitest';
import { parseFrame } from './frames';
import { backoff } from './socket';

describe('frames', () => {
  it('are read when their type is known', () => {
    expect(parseFrame('{"type":"hello","at":"x","data":{"tenant":"aurora"}}')).toMatchObject({
      type: 'hello',
    });
  });
  it.each([
    '',
    'null',
    '[]',
    '{"type":"later.invented","data":{}}',
    '{"type":"hello"}',
    '{"type":1,"data":{}}',
    7,
  ])('are left alone when they are %j', (text) => expect(parseFrame(text)).toBeNull());
});

describe('waiting before the next try', () => {
  it('grows, keeps a floor of half, and never passes half a minute', () => {
    expect(backoff(0, () => 0)).toBe(400);
    expect(backoff(3, () => 0)).toBe(3200);
    expect(backoff(50, () => 1)).toBe(30_000);
  });
});
