export const PRESETS = [
  ['1 min', 60],
  ['10 min', 600],
  ['1 h', 3600],
  ['1 day', 86_400],
  ['1 week', 604_800],
] as const;

export const UNITS = { minutes: 60, hours: 3600, days: 86_400 } as const;
export type Unit = keyof typeof UNITS;

/** Discord: a member can be timed out for at most 28 days. */
export const LONGEST = 28 * 86_400;
export const REASON_MAX = 512;

/** Seconds of a custom duration, or a sentence on what is wrong with it. */
export function customSeconds(amount: string, unit: Unit): number | string {
  const n = Number(amount);
  if (!/^\d+$/.test(amount.trim()) || n < 1) return 'Use a whole number of at least 1.';
  const seconds = n * UNITS[unit];
  return seconds > LONGEST ? 'Discord allows at most 28 days.' : seconds;
}

/** Reasons are counted in characters as people see them, emoji as one. */
export function reasonProblem(reason: string): string | undefined {
  const length = [...reason.trim()].length;
  if (length === 0) return 'Say why: it is kept with the case and shown in the audit log.';
  return length > REASON_MAX ? `A reason can hold ${REASON_MAX} characters.` : undefined;
}
