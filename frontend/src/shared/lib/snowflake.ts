/** A Discord id is a time stamp: its upper 42 bits are milliseconds since 2015-01-01. */
export const DISCORD_EPOCH = 1420070400000n;
export const snowflakeTime = (id: string): number => Number((BigInt(id) >> 22n) + DISCORD_EPOCH);

export const isSnowflake = (text: string): boolean => /^\d{15,20}$/.test(text);

/** Older first, without parsing: ids carry no leading zeros, so the longer one is the later one. */
export function compareIds(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : a > b ? 1 : 0;
}
