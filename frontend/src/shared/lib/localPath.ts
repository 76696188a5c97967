const FALLBACK = '/app';

/** Only a path on this site may follow a sign-in: anything else becomes the dashboard. */
export function localPath(raw: string | undefined | null): string {
  if (!raw || !raw.startsWith('/') || /^\/[/\\]/.test(raw)) return FALLBACK;
  try {
    const url = new URL(raw, 'https://panel.invalid');
    return url.origin === 'https://panel.invalid' ? url.pathname + url.search + url.hash : FALLBACK;
  } catch {
    return FALLBACK;
  }
}
