export type Theme = 'night' | 'day';
const COOKIE = 'sf_theme';

const stored = (): Theme | null => {
  const value = document.cookie.match(/(?:^|; )sf_theme=(night|day)/)?.[1];
  return value ? (value as Theme) : null;
};

/** The server writes the theme into the page from the same cookie; this covers a server that does not. */
export function applyStoredTheme(): void {
  const theme = stored();
  if (theme) document.documentElement.dataset.theme = theme;
}

export const currentTheme = (): Theme => (document.documentElement.dataset.theme === 'day' ? 'day' : 'night');

export function setTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
  document.cookie = `${COOKIE}=${theme}; Path=/; Max-Age=31536000; SameSite=Lax`;
}
