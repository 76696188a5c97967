/**
 * Whether a link of Discord's CDN has run out: its `ex` is the end in hexadecimal seconds.
 * A link without it is taken to be good; asking for a dead one only fills the console with errors.
 */
export function hasExpired(href: string, now = Date.now()): boolean {
  const ex = URL.canParse(href) ? new URL(href).searchParams.get('ex') : null;
  return ex !== null && /^[0-9a-f]{1,12}$/i.test(ex) && Number.parseInt(ex, 16) * 1000 <= now;
}
