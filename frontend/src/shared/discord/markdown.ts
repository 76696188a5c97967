/**
 * Discord's markdown, read in time linear in the text: staff read what strangers post, so no input may stall the page.
 * Every closer that was looked for and not found is remembered, and nesting stops at MAX_DEPTH.
 */
export type Inline =
  | { t: 'text'; v: string }
  | { t: 'strong' | 'em' | 'u' | 's' | 'spoiler'; c: Inline[] }
  | { t: 'code'; v: string }
  | { t: 'link'; href: string; c: Inline[] }
  | { t: 'mention'; kind: 'user' | 'role' | 'channel' | 'everyone' | 'command' | 'guild'; id: string }
  | { t: 'emoji'; id: string; name: string; animated: boolean }
  | { t: 'time'; at: number; style: string };
export type Block =
  | { t: 'p' | 'small'; c: Inline[] }
  | { t: 'h'; level: 1 | 2 | 3; c: Inline[] }
  | { t: 'pre'; lang: string; v: string }
  | { t: 'quote'; c: Block[] }
  | { t: 'list'; ordered: boolean; start: number; items: Block[][] };

const MAX_DEPTH = 6;
const PAIRS = [
  ['**', 'strong'],
  ['__', 'u'],
  ['~~', 's'],
  ['||', 'spoiler'],
  ['*', 'em'],
  ['_', 'em'],
] as const;
const TAG =
  /<(?:@([!&]?)(\d{1,20})|#(\d{1,20})|(a?):(\w{1,32}):(\d{1,20})|t:(-?\d{1,13})(?::([tTdDfFR]))?|\/([\w -]{1,98}):(\d{1,20})|id:(\w{1,20}))>/y;
const URL_AT = /https?:\/\/[^\s<>]{1,2000}/y;
const SPECIAL = /[\\`*_~|<[@h]/g;

export function safeHref(raw: string): string | null {
  try {
    const u = new URL(raw);
    return u.protocol === 'https:' || u.protocol === 'http:' ? u.href : null;
  } catch {
    return null;
  }
}

export function parseInline(s: string, depth = 0): Inline[] {
  const out: Inline[] = [];
  let buf = '';
  const missing = new Set<string>();
  const find = (needle: string, from: number): number => {
    if (missing.has(needle)) return -1;
    const at = s.indexOf(needle, from);
    if (at < 0) missing.add(needle);
    return at;
  };
  const push = (node: Inline) => {
    if (buf) out.push({ t: 'text', v: buf });
    buf = '';
    out.push(node);
  };
  let i = 0;
  scan: while (i < s.length) {
    SPECIAL.lastIndex = i;
    const m = SPECIAL.exec(s);
    if (!m) {
      buf += s.slice(i);
      break;
    }
    buf += s.slice(i, m.index);
    i = m.index;
    const ch = s[i] as string;
    if (ch === '\\') {
      const next = s[i + 1];
      if (next && /[^\w\s]/.test(next)) {
        buf += next;
        i += 2;
      } else {
        buf += ch;
        i++;
      }
      continue;
    }
    if (ch === '`') {
      const run = s.startsWith('``', i) ? '``' : '`';
      const end = find(run, i + run.length);
      if (end > i + run.length) {
        push({ t: 'code', v: s.slice(i + run.length, end) });
        i = end + run.length;
        continue;
      }
    } else if (ch === '<') {
      TAG.lastIndex = i;
      const g = TAG.exec(s);
      if (g) {
        if (g[2]) push({ t: 'mention', kind: g[1] === '&' ? 'role' : 'user', id: g[2] });
        else if (g[3]) push({ t: 'mention', kind: 'channel', id: g[3] });
        else if (g[5]) push({ t: 'emoji', animated: g[4] === 'a', name: g[5], id: g[6] as string });
        else if (g[7]) push({ t: 'time', at: Number(g[7]) * 1000, style: g[8] ?? 'f' });
        else if (g[9]) push({ t: 'mention', kind: 'command', id: g[9] });
        else push({ t: 'mention', kind: 'guild', id: g[11] as string });
        i = TAG.lastIndex;
        continue;
      }
      URL_AT.lastIndex = i + 1;
      const u = URL_AT.exec(s);
      if (u && s[URL_AT.lastIndex] === '>') {
        const href = safeHref(u[0]);
        if (href) {
          push({ t: 'link', href, c: [{ t: 'text', v: u[0] }] });
          i = URL_AT.lastIndex + 1;
          continue;
        }
      }
    } else if (ch === '[' && depth < MAX_DEPTH) {
      const mid = find('](', i + 1);
      const end = mid > i + 1 && mid - i < 1024 ? find(')', mid + 2) : -1;
      if (end > 0 && end - mid < 2048) {
        const href = safeHref(s.slice(mid + 2, end).replace(/^<|>$/g, ''));
        if (href) {
          push({ t: 'link', href, c: parseInline(s.slice(i + 1, mid), MAX_DEPTH) });
          i = end + 1;
          continue;
        }
      }
    } else if (ch === '@') {
      const who = s.startsWith('@everyone', i) ? 'everyone' : s.startsWith('@here', i) ? 'here' : '';
      if (who) {
        push({ t: 'mention', kind: 'everyone', id: who });
        i += who.length + 1;
        continue;
      }
    } else if (ch === 'h') {
      URL_AT.lastIndex = i;
      const u = URL_AT.exec(s);
      const text = u?.[0].replace(/[).,!?:;'"\]]+$/, '');
      const href = text ? safeHref(text) : null;
      if (text && href) {
        push({ t: 'link', href, c: [{ t: 'text', v: text }] });
        i += text.length;
        continue;
      }
    } else if (depth < MAX_DEPTH) {
      for (const [d, t] of PAIRS) {
        if (!s.startsWith(d, i)) continue;
        if (d === '_' && /\w/.test(s[i - 1] ?? '')) break;
        const from = i + d.length;
        if (d === '*' && /\s/.test(s[from] ?? ' ')) break;
        let end = find(d, from);
        if (d.length === 1) {
          // a single closer must not be half of a double one, nor (for _) be inside a word
          for (let tries = 0; end > 0 && tries < 16; tries++) {
            const twin = s[end + 1] === d;
            if (!twin && !(d === '_' && /\w/.test(s[end + 1] ?? '')) && !/\s/.test(s[end - 1] ?? '')) break;
            end = find(d, end + (twin ? 2 : 1));
            if (tries === 15) end = -1;
          }
        } else if (end > 0 && s[end + d.length] === d[0]) end++;
        if (end > from) {
          push({ t, c: parseInline(s.slice(from, end), depth + 1) });
          i = end + d.length;
          continue scan;
        }
      }
    }
    buf += ch;
    i++;
  }
  if (buf) out.push({ t: 'text', v: buf });
  return out;
}

const LIST = /^( {0,16})(?:[-*]|(\d{1,9})\.) +(?=\S)/;

export function parseBlocks(src: string, depth = 0): Block[] {
  const lines = src.split('\n');
  const out: Block[] = [];
  let para: string[] = [];
  const flush = () => {
    if (para.length) out.push({ t: 'p', c: parseInline(para.join('\n')) });
    para = [];
  };
  let fenceGone = false;
  for (let n = 0; n < lines.length; n++) {
    const line = lines[n] as string;
    const fence = fenceGone ? -1 : line.indexOf('```');
    if (fence >= 0) {
      const rest = [line.slice(fence + 3), ...lines.slice(n + 1)].join('\n');
      const end = rest.indexOf('```');
      if (end > 0) {
        if (fence > 0) para.push(line.slice(0, fence));
        flush();
        const body = rest.slice(0, end);
        const lang = /^([\w+-]{1,20})\n/.exec(body)?.[1] ?? '';
        out.push({ t: 'pre', lang, v: body.slice(lang ? lang.length + 1 : 0).replace(/^\n|\n$/g, '') });
        out.push(...parseBlocks(rest.slice(end + 3).replace(/^\n/, ''), depth + 1));
        return out.filter((b) => b.t !== 'p' || b.c.length > 0);
      }
      fenceGone = true;
    }
    const h = /^(#{1,3}) +(?=\S)/.exec(line);
    if (h) {
      flush();
      out.push({
        t: 'h',
        level: (h[1] as string).length as 1 | 2 | 3,
        c: parseInline(line.slice(h[0].length)),
      });
      continue;
    }
    if (/^-# +\S/.test(line)) {
      flush();
      out.push({ t: 'small', c: parseInline(line.slice(3)) });
      continue;
    }
    if (depth === 0 && line.startsWith('>>> ')) {
      flush();
      out.push({ t: 'quote', c: parseBlocks([line.slice(4), ...lines.slice(n + 1)].join('\n'), 1) });
      return out;
    }
    if (depth === 0 && line.startsWith('> ')) {
      flush();
      const q: string[] = [];
      while (lines[n]?.startsWith('> ')) q.push((lines[n++] as string).slice(2));
      n--;
      out.push({ t: 'quote', c: parseBlocks(q.join('\n'), 1) });
      continue;
    }
    const li = LIST.exec(line);
    if (li) {
      flush();
      const ordered = li[2] !== undefined;
      const items: Block[][] = [];
      for (;;) {
        const at = LIST.exec(lines[n] ?? '');
        if (!at) break;
        items.push([{ t: 'p', c: parseInline((lines[n] as string).slice(at[0].length)) }]);
        n++;
      }
      n--;
      out.push({ t: 'list', ordered, start: ordered ? Number(li[2]) : 1, items });
      continue;
    }
    para.push(line);
  }
  flush();
  return out;
}
