/**
 * The query of an address as text, and back. The router's own reader turns what looks like a number or a
 * boolean into one, so that ?message=157385… may lose digits and ?q=42 is no text to search for.
 */
export function parseSearch(search: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(search));
}

export function stringifySearch(search: Record<string, unknown>): string {
  const out = new URLSearchParams();
  for (const [key, value] of Object.entries(search))
    if (value !== undefined && value !== null && value !== '') out.set(key, String(value));
  const text = out.toString();
  return text ? `?${text}` : '';
}
