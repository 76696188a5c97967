export interface Piece {
  text: string;
  hit: boolean;
}

const LEAD = 60;
const LENGTH = 260;

/**
 * A result's text cut around its first hit. Offsets count code points, as the server's do:
 * an emoji before the hit must not shift it.
 */
export function snippet(content: string, highlights: readonly (readonly number[])[]): Piece[] {
  const points = [...content];
  const ranges = highlights
    .map(([a, b]) => [Math.max(0, a ?? 0), Math.min(points.length, b ?? 0)] as const)
    .filter(([a, b]) => b > a)
    .toSorted((x, y) => x[0] - y[0]);
  const first = ranges[0]?.[0] ?? 0;
  const from = first > LEAD * 1.5 ? first - LEAD : 0;
  const to = Math.min(points.length, from + LENGTH);
  const out: Piece[] = [];
  const push = (a: number, b: number, hit: boolean) => {
    if (b > a) out.push({ text: points.slice(a, b).join(''), hit });
  };
  if (from > 0) out.push({ text: '…', hit: false });
  let at = from;
  for (const [a, b] of ranges) {
    if (a >= to) break;
    const start = Math.max(a, at);
    push(at, start, false);
    push(start, Math.min(b, to), true);
    at = Math.max(at, Math.min(b, to));
  }
  push(at, to, false);
  if (to < points.length) out.push({ text: '…', hit: false });
  return out;
}
