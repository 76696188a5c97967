const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const plain = new Intl.NumberFormat('en');
const rel = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'short' });
const clock = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const day = new Intl.DateTimeFormat('en', { month: 'short', day: 'numeric' });
const longDay = new Intl.DateTimeFormat('en', { dateStyle: 'full' });
const full = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short', hourCycle: 'h23' });

type Moment = number | string;
const ms = (t: Moment): number => (typeof t === 'number' ? t : Date.parse(t));

export const fmt = {
  compact: (n: number) => compact.format(n),
  int: (n: number) => plain.format(n),
  clock: (t: Moment) => clock.format(ms(t)),
  day: (t: Moment) => day.format(ms(t)),
  longDay: (t: Moment) => longDay.format(ms(t)),
  full: (t: Moment) => full.format(ms(t)),
  money: (cents: number, currency: string) =>
    new Intl.NumberFormat('en', { style: 'currency', currency }).format(cents / 100),
  bytes(n: number): string {
    if (n < 1000) return `${n} B`;
    return n < 1e6 ? `${Math.round(n / 1000)} kB` : `${(n / 1e6).toFixed(1)} MB`;
  },
  ago(t: Moment, now = Date.now()): string {
    const s = Math.round((ms(t) - now) / 1000);
    const a = Math.abs(s);
    if (a < 60) return rel.format(s, 'second');
    if (a < 3600) return rel.format(Math.round(s / 60), 'minute');
    if (a < 86400) return rel.format(Math.round(s / 3600), 'hour');
    return rel.format(Math.round(s / 86400), 'day');
  },
};

/** Whether a moment is still to come. */
export const isAhead = (t: Moment | null | undefined): boolean =>
  t !== null && t !== undefined && ms(t) > Date.now();

/** Seconds as people say them: "10 minutes", "1 h 30 min". */
export function duration(seconds: number): string {
  const parts: string[] = [];
  let rest = seconds;
  for (const [unit, size] of [
    ['d', 86400],
    ['h', 3600],
    ['min', 60],
    ['s', 1],
  ] as const) {
    const n = Math.floor(rest / size);
    if (n > 0) parts.push(`${n} ${unit}`);
    rest -= n * size;
  }
  return parts.slice(0, 2).join(' ') || '0 s';
}
