import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseBlocks, parseInline, safeHref, type Block, type Inline } from './markdown';

const BUDGET_MS = 60;
const shape = (nodes: unknown): string => JSON.stringify(nodes);

function links(nodes: readonly (Inline | Block)[]): string[] {
  return nodes.flatMap((n): string[] => {
    if (n.t === 'link') return [n.href, ...links(n.c)];
    if (n.t === 'list') return n.items.flatMap((item) => links(item));
    return 'c' in n ? links(n.c) : [];
  });
}

describe('discord markdown', () => {
  it('reads nested marks', () => {
    expect(parseInline('**b *i* __u__**')).toEqual([
      {
        t: 'strong',
        c: [
          { t: 'text', v: 'b ' },
          { t: 'em', c: [{ t: 'text', v: 'i' }] },
          { t: 'text', v: ' ' },
          { t: 'u', c: [{ t: 'text', v: 'u' }] },
        ],
      },
    ]);
  });

  it('leaves snake_case_words alone', () => {
    expect(parseInline('snake_case_word')).toEqual([{ t: 'text', v: 'snake_case_word' }]);
  });

  it('shows escaped marks as they are', () => {
    expect(parseInline('\\*not bold\\*')).toEqual([{ t: 'text', v: '*not bold*' }]);
  });

  it.each(['javascript:alert(1)', 'data:text/html,x', 'vbscript:x', '//evil', 'file:///etc/passwd'])(
    'never links to %s',
    (href) => {
      expect(shape(parseInline(`[x](${href})`))).not.toContain('"link"');
      expect(safeHref(href)).toBeNull();
    },
  );

  it('reads mentions, times and emoji', () => {
    const kinds = parseInline('<@1><@&2><#3><a:wave:4><t:1700000000:R></ban user:5><id:customize>').map(
      (n) => n.t,
    );
    expect(kinds).toEqual(['mention', 'mention', 'mention', 'emoji', 'time', 'mention', 'mention']);
  });

  it('reads lists, headings, subtext, fences and quotes', () => {
    const kinds = parseBlocks('# T\n- a\n- b\n-# s\n> q\n```js\nx\n```\nend').map((b) => b.t);
    expect(kinds).toEqual(['h', 'list', 'small', 'quote', 'pre', 'p']);
  });

  it('leaves a sentence dot and a closing bracket out of a bare link', () => {
    expect(links(parseInline('(see https://example.com/a).'))).toEqual(['https://example.com/a']);
  });

  const marks = fc.constantFrom(
    ...'*_~|`[]()<>@#\n a\\-.1h:/'.split(''),
    'https://',
    '```',
    '> ',
    '\n- ',
    '雪',
    '🎉',
  );

  it('never throws, never links to anything but the web, and stays within its time on hostile text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 4000, unit: marks }), (text) => {
        const started = performance.now();
        const blocks = parseBlocks(text.slice(0, 4000));
        expect(performance.now() - started).toBeLessThan(BUDGET_MS);
        for (const href of links(blocks)) expect(href).toMatch(/^https?:/);
      }),
      { numRuns: 250 },
    );
  });

  it.each([
    '*',
    '_',
    '[a](',
    '>',
    '__',
    '```',
    '||',
    '~~*',
    '<@',
    '`',
    '[',
    'h',
    '**a*',
    '\n> ',
    '\n- ',
    'https://',
    '\n```',
  ])('is linear on %j, over and over', (unit) => {
    const text = unit.repeat(Math.floor(4000 / unit.length));
    const started = performance.now();
    parseBlocks(text);
    expect(performance.now() - started).toBeLessThan(BUDGET_MS);
  });
});
