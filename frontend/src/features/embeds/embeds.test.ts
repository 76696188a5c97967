import * as v from 'valibot';
import { beforeEach, describe, expect, it } from 'vitest';
import { dropDraft, loadDraft, saveDraft } from './draft';
import {
  blankEmbed,
  blankMessage,
  inputOf,
  messageSchema,
  toDispatch,
  toEmbed,
  wholeProblem,
  type MessageForm,
} from './form';
import { count, embedSize, LIMIT, totalSize } from './limits';

const filled = (): MessageForm => ({
  channel: '11',
  content: 'Hello',
  embeds: [
    { ...blankEmbed(), title: 'Patch', color: '#69d2e7', fields: [{ name: 'a', value: 'b', inline: true }] },
  ],
});
const wrongPaths = (m: MessageForm): string[] => {
  const read = v.safeParse(messageSchema, m);
  return read.success ? [] : read.issues.map((i) => v.getDotPath(i) ?? '');
};

describe('limits', () => {
  it('count characters as Discord does: an emoji is one', () => expect(count('🎉é雪')).toBe(3));

  it.each([
    ['content', LIMIT.content],
    ['embeds.0.title', LIMIT.title],
    ['embeds.0.description', LIMIT.description],
    ['embeds.0.author.name', LIMIT.author],
    ['embeds.0.footer.text', LIMIT.footer],
    ['embeds.0.fields.0.name', LIMIT.fieldName],
    ['embeds.0.fields.0.value', LIMIT.fieldValue],
  ])('%s holds %i characters and not one more', (path, limit) => {
    const write = (n: number): MessageForm => {
      const m = structuredClone(filled());
      const keys = path.split('.');
      let at = m as unknown as Record<string, unknown>;
      for (const k of keys.slice(0, -1)) at = at[k] as Record<string, unknown>;
      at[keys.at(-1) as string] = '🎉'.repeat(n);
      return m;
    };
    expect(wrongPaths(write(limit))).toEqual([]);
    expect(wrongPaths(write(limit + 1))).toEqual([path]);
  });

  it('adds up all embeds for the limit over all of them', () => {
    const embed = {
      ...blankEmbed(),
      title: 'abc',
      footer: { text: 'de', icon_url: '' },
      fields: [{ name: 'f', value: 'gh', inline: false }],
    };
    expect(embedSize(embed)).toBe(8);
    expect(totalSize([embed, embed])).toBe(16);
    const long = { ...blankEmbed(), description: 'x'.repeat(3001) };
    expect(wholeProblem({ content: '', embeds: [long, long] })).toMatch(/6002/);
  });

  it('does not send nothing', () => {
    expect(wholeProblem(blankMessage())).toMatch(/nothing to send/i);
    expect(wholeProblem({ ...blankMessage(), content: 'hi' })).toBeNull();
  });

  it('refuses addresses that are not of the web', () => {
    const m = filled();
    m.embeds[0] = { ...blankEmbed(), title: 'x', url: 'javascript:alert(1)', image: { url: 'ftp://x' } };
    expect(wrongPaths(m)).toEqual(['embeds.0.url', 'embeds.0.image.url']);
  });
});

describe('what is sent', () => {
  it('holds only what was filled in', () => {
    expect(toEmbed(filled().embeds[0] ?? blankEmbed())).toEqual({
      title: 'Patch',
      color: 0x69d2e7,
      fields: [{ name: 'a', value: 'b', inline: true }],
    });
  });
  it('leaves blank embeds out and remembers where the others stood', () => {
    const m = { ...filled(), embeds: [{ ...blankEmbed(), color: '#ffffff' }, ...filled().embeds] };
    const { body, places } = toDispatch(m);
    expect(body.embeds).toHaveLength(1);
    expect(places).toEqual([1]);
    expect(inputOf('message.embeds[0].title', places)).toBe('embeds.1.title');
  });
  it.each([
    ['embeds[0].fields[2].name', 'embeds.0.fields.2.name'],
    ['embeds[0].fields[2]', 'embeds.0.fields.2.value'],
    ['message.embeds[0].author', 'embeds.0.author.name'],
    ['embeds[0].footer.text', 'embeds.0.footer.text'],
    ['content', 'content'],
    ['message.content', 'content'],
    ['channel', 'channel'],
    ['embeds', null],
    ['embeds[0]', null],
    ['embeds[7].title', null],
    ['embeds[0].fields', null],
  ])('a refusal of %s belongs to %s', (field, input) => expect(inputOf(field, [0])).toBe(input));
});

describe('a draft', () => {
  beforeEach(() => localStorage.clear());

  it('survives as it was, per tenant, even when it is over a limit', () => {
    const m = { ...filled(), content: 'x'.repeat(5000) };
    expect(saveDraft('aurora', m)).toBe(true);
    expect(loadDraft('aurora')).toEqual(m);
    expect(loadDraft('pixel')).toBeNull();
  });
  it('is gone when it is discarded or empty', () => {
    saveDraft('aurora', filled());
    dropDraft('aurora');
    expect(loadDraft('aurora')).toBeNull();
    saveDraft('aurora', filled());
    saveDraft('aurora', blankMessage());
    expect(localStorage).toHaveLength(0);
  });
  it.each(['', '{', 'null', '{"version":0}', '{"version":1,"saved_at":1,"message":{"channel":1}}'])(
    'that reads %j is none',
    (raw) => {
      localStorage.setItem('sf:draft:embeds:aurora', raw);
      expect(loadDraft('aurora')).toBeNull();
    },
  );
  it('says so when the browser keeps nothing', () => {
    const full = {
      setItem: () => {
        throw new DOMException('full', 'QuotaExceededError');
      },
    } as unknown as Storage;
    expect(saveDraft('aurora', filled(), full)).toBe(false);
  });
});
