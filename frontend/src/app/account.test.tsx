import '@testing-library/jest-dom/vitest';
import { act, cleanup, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Permission } from '#/shared/api/queries';
import { Panel, problem, type Routes } from '#/testing/panel';

const panel = new Panel();
let app: typeof import('./router');
let Providers: typeof import('./providers').Providers;

beforeAll(async () => {
  const origin = await panel.start();
  // The pages speak to where they were loaded from, so the document is put there before they are read.
  (globalThis as unknown as { jsdom: { reconfigure: (o: { url: string }) => void } }).jsdom.reconfigure({
    url: `${origin}/`,
  });
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true, scrollTo: () => undefined });
  app = await import('./router');
  ({ Providers } = await import('./providers'));
});
afterAll(() => panel.stop());

const KEYS = '/api/v1/tenants/aurora/keys';
const TOKEN = `sf_live_9_${'ab'.repeat(32)}`;
const me = (permissions: Permission[]) => ({
  user: { id: '1', username: 'nova', display_name: 'Nova', avatar_url: null },
  tenants: [
    {
      id: 't1',
      slug: 'aurora',
      name: 'Aurora Guild',
      guild_id: '1',
      icon_url: null,
      role: 'owner',
      permissions,
    },
  ],
  guilds: [],
});
const key = {
  id: '9',
  name: 'Patch notes',
  scopes: ['view', 'publish'],
  created_at: '2026-11-24T12:00:00Z',
  created_by: { id: '1', name: 'Nova' },
  expires_at: null,
  last_used_at: null,
};
const session = (id: string, current: boolean, browser: string | null) => ({
  id,
  current,
  created_at: '2026-11-24T12:00:00Z',
  seen_at: '2026-11-24T12:00:00Z',
  browser,
  platform: browser && 'Windows',
  network: browser && '93.184.216.0/24',
});
const quiet: Routes = {
  'GET /api/me': { body: me(['view', 'publish', 'manage_settings']) },
  'GET /__bot-proxy/health': { body: { connected: true, latency_ms: 41, intents_missing: [] } },
  [`GET ${KEYS}`]: { body: { items: [key], next: null } },
  'GET /api/me/sessions': {
    body: { items: [session('1', true, 'Firefox'), session('2', false, null)], next: null },
  },
};

async function open(path: string, routes: Routes = {}): Promise<void> {
  panel.routes = { ...quiet, ...routes };
  render(<Providers />);
  await act(() => app.router.history.push(path));
  await waitFor(() => expect(app.router.state.status).toBe('idle'));
}
beforeEach(() => {
  app.queryClient.clear();
  panel.seen.length = 0;
});
afterEach(cleanup);

describe('a new API key', () => {
  const made = { status: 201, body: { key, token: TOKEN } };

  async function make(): Promise<HTMLElement> {
    await userEvent.click(await screen.findByRole('button', { name: 'New key' }));
    await userEvent.type(await screen.findByRole('textbox', { name: 'Name' }), 'Patch notes');
    await userEvent.click(screen.getByRole('button', { name: 'Make key' }));
    return screen.findByRole('dialog', { name: 'Key for Patch notes' });
  }

  it('is shown once, and is nowhere on the page or in its memory afterwards', async () => {
    await open('/app/aurora/keys', { [`POST ${KEYS}`]: made });
    const dialog = await make();
    expect(within(dialog).getByRole('textbox', { name: 'API key' })).toHaveValue(TOKEN);
    await userEvent.click(within(dialog).getByRole('button', { name: 'Close, I have it' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(document.documentElement.outerHTML).not.toContain(TOKEN);
    const remembered = app.queryClient
      .getQueryCache()
      .getAll()
      .map((q) => q.state.data);
    expect(JSON.stringify(remembered)).not.toContain(TOKEN);
    await waitFor(() => expect(panel.seen.filter((s) => s === `GET ${KEYS}`)).toHaveLength(2));
  });

  it('does not go away by Escape before it was copied', async () => {
    await open('/app/aurora/keys', { [`POST ${KEYS}`]: made });
    const dialog = await make();
    const user = userEvent.setup();
    await user.keyboard('{Escape}');
    expect(await within(dialog).findByText("You haven't copied the key yet.")).toBeVisible();
    expect(within(dialog).getByRole('textbox', { name: 'API key' })).toHaveValue(TOKEN);
    await user.click(within(dialog).getByRole('button', { name: 'Copy' }));
    expect(await within(dialog).findByRole('button', { name: 'Copied' })).toBeVisible();
    expect(await navigator.clipboard.readText()).toBe(TOKEN);
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('that is refused keeps what was typed and says why at its field', async () => {
    const refusal = problem(422, 'Too plain.', 'tenancy.invalid_api_key');
    Object.assign(refusal.body as object, { errors: [{ field: 'name', detail: 'Too plain a name.' }] });
    await open('/app/aurora/keys', { [`POST ${KEYS}`]: refusal });
    await userEvent.click(await screen.findByRole('button', { name: 'New key' }));
    const name = await screen.findByRole('textbox', { name: 'Name' });
    await userEvent.type(name, 'Feed');
    await userEvent.click(screen.getByRole('button', { name: 'Make key' }));
    await waitFor(() => expect(name).toHaveAccessibleDescription(/Too plain a name\./));
    expect(name).toHaveValue('Feed');
  });
});

describe('the list of keys', () => {
  it('lets nobody revoke by one click', async () => {
    await open('/app/aurora/keys', { [`DELETE ${KEYS}/9`]: { status: 204 } });
    await userEvent.click(await screen.findByRole('button', { name: 'Revoke Patch notes' }));
    const dialog = await screen.findByRole('dialog', { name: 'Revoke Patch notes?' });
    expect(panel.seen).not.toContain(`DELETE ${KEYS}/9`);
    await userEvent.click(within(dialog).getByRole('button', { name: 'Revoke' }));
    await waitFor(() => expect(panel.seen).toContain(`DELETE ${KEYS}/9`));
  });

  it('offers viewers nothing that they may not do', async () => {
    await open('/app/aurora/keys', { 'GET /api/me': { body: me(['view']) } });
    expect(await screen.findByText(/View and publish/)).toBeVisible();
    expect(screen.queryByRole('button', { name: 'New key' })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Revoke Patch notes' })).toBeNull();
  });
});

describe('sessions', () => {
  it('are told apart, and this one is not signed out by mistake', async () => {
    await open('/account/sessions', { 'DELETE /api/me/sessions/2': { status: 204 } });
    const list = await screen.findByRole('list', { name: 'Sessions' });
    expect(within(list).getByText('Firefox on Windows')).toBeVisible();
    expect(within(list).getByText('This browser')).toBeVisible();
    const [button, ...more] = within(list).getAllByRole('button');
    expect(more).toEqual([]);
    expect(button).toHaveAccessibleName('Sign out Unknown browser');
    await userEvent.click(button as HTMLElement);
    await waitFor(() => expect(panel.seen).toContain('DELETE /api/me/sessions/2'));
  });

  it('end everywhere after asking, and this page is left', async () => {
    await open('/account/sessions', { 'POST /api/me/sessions/end': { body: { ended: 2 } } });
    await userEvent.click(await screen.findByRole('button', { name: 'Sign out everywhere' }));
    const dialog = await screen.findByRole('dialog', { name: 'Sign out everywhere?' });
    panel.routes['GET /api/me'] = problem(401, 'Signed out.', 'identity.signed_out');
    await userEvent.click(within(dialog).getByRole('button', { name: 'This one too' }));
    expect(await screen.findByText('You are signed out.')).toBeVisible();
    expect(app.queryClient.getQueryData(['me', 'sessions'])).toBeUndefined();
  });
});
