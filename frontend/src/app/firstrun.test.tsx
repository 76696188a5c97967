import '@testing-library/jest-dom/vitest';
import { act, cleanup, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Panel, problem, type Routes } from '#/testing/panel';

const panel = new Panel();
let app: typeof import('./router');
let Providers: typeof import('./providers').Providers;

beforeAll(async () => {
  const origin = await panel.start();
  (globalThis as unknown as { jsdom: { reconfigure: (o: { url: string }) => void } }).jsdom.reconfigure({
    url: `${origin}/`,
  });
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true, scrollTo: () => undefined });
  app = await import('./router');
  ({ Providers } = await import('./providers'));
});
afterAll(() => panel.stop());

const T = '/api/v1/tenants/aurora';
const INSTALL = 'https://discord.com/oauth2/authorize?client_id=1';
const me = (away = false, permissions = ['view', 'publish', 'moderate', 'manage_settings']) => ({
  user: { id: '1', username: 'nova', display_name: 'Nova', avatar_url: null },
  tenants: [
    {
      id: '9',
      slug: 'aurora',
      name: 'Aurora Guild',
      guild_id: '5',
      icon_url: null,
      role: 'owner',
      permissions,
      bot_present: !away,
      install_url: away ? INSTALL : null,
    },
  ],
  guilds: [{ id: '6', name: 'Mod Lab', icon_url: null, status: 'neither', tenant: null }],
  bot_reachable: true,
});
const bot = (missing: { feature: string; permissions: string[] }[] = []) => ({
  guild_id: '5',
  installed: true,
  missing_permissions: missing.flatMap((m) => m.permissions),
  missing,
  channels: [
    { id: '71', name: 'general', may_seed: true },
    { id: '72', name: 'secret', may_seed: false },
  ],
  install_url: INSTALL,
});
const hook = (id: string, state: string, failure: string | null = null) => ({
  id,
  channel_id: '71',
  maker: 'bot',
  asked_by: { id: '1', name: 'Nova' },
  state,
  failure,
  created_at: '2026-11-24T12:00:00Z',
});
const quiet: Routes = {
  'GET /api/me': { body: me() },
  'GET /api/provision/verify-bot': { body: bot() },
  'GET /__bot-proxy/health': { body: { connected: true, latency_ms: 41, intents_missing: [] } },
  'GET /__bot-proxy/channels': {
    body: {
      items: [{ id: '71', name: 'general', type: 'text', visible: true, can_send: true, position: 0 }],
    },
  },
  [`GET ${T}/overview`]: {
    body: {
      members: 3,
      messages: 12,
      messages_today: 0,
      open_cases: 0,
      activity: [{ day: '2026-11-24', messages: 0 }],
      recent_cases: [],
      gateway: { connected: true, latency_ms: 41 },
      notices: [],
    },
  },
  [`GET ${T}/staff`]: { body: { items: [{ user_id: '1' }], next: null } },
  [`GET ${T}/settings`]: { body: { alert_channel: null } },
  [`GET ${T}/dispatches`]: { body: { items: [], next: null } },
  [`GET ${T}/webhooks`]: { body: { items: [hook('3', 'ready')], next: null } },
};

async function open(path: string, routes: Routes = {}): Promise<void> {
  panel.routes = { ...quiet, ...routes };
  render(<Providers />);
  await act(() => app.router.history.push(path));
  await waitFor(() => expect(app.router.state.status).toBe('idle'));
}
beforeEach(() => {
  app.queryClient.clear();
  localStorage.clear();
});
afterEach(cleanup);

describe('first steps', () => {
  it('say what is done and what is left', async () => {
    await open('/app/aurora/welcome');
    expect(await screen.findByText('3 things are left. In any order, whenever you like.')).toBeVisible();
    expect(screen.getByText('12 messages are kept and can be searched.')).toBeVisible();
    expect(screen.getByText('So far you are alone on watch.')).toBeVisible();
  });

  it('name the features that lack permissions', async () => {
    const missing = [{ feature: 'Time out members', permissions: ['Moderate Members'] }];
    await open('/app/aurora/welcome', { 'GET /api/provision/verify-bot': { body: bot(missing) } });
    expect(await screen.findByText('Time out members: needs Moderate Members')).toBeVisible();
    expect(screen.getByRole('link', { name: /Install the bot/ })).toHaveAttribute('href', INSTALL);
  });

  it('are not shown again to somebody who sent them away', async () => {
    await open('/app/aurora');
    expect(await screen.findByText('First steps: 2 of 5 done.')).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: "Don't show the first steps again" }));
    expect(screen.queryByText('First steps: 2 of 5 done.')).toBeNull();
    cleanup();
    panel.seen.length = 0;
    await open('/app/aurora');
    await screen.findByText('Messages kept');
    expect(screen.queryByText(/First steps/)).toBeNull();
    expect(panel.seen.filter((s) => s.includes('verify-bot'))).toEqual([]);
  });

  it('are nothing for those who may not change settings', async () => {
    await open('/app/aurora', { 'GET /api/me': { body: me(false, ['view', 'moderate']) } });
    await screen.findByText('Messages kept');
    expect(screen.queryByText(/First steps/)).toBeNull();
  });
});

describe('a bot that was removed', () => {
  it('is told on every page, with the way back', async () => {
    await open('/app/aurora', { 'GET /api/me': { body: me(true) } });
    expect(await screen.findByText(/The bot was removed from your server\. Everything/)).toBeVisible();
    expect(screen.getByRole('link', { name: /Install again/ })).toHaveAttribute('href', INSTALL);
    expect(screen.getByText('Bot not in your server')).toBeVisible();
  });

  it('is nothing to say while it is there', async () => {
    await open('/app/aurora');
    await screen.findByText('Messages kept');
    expect(screen.queryByRole('link', { name: /Install again/ })).toBeNull();
  });
});

describe('webhooks', () => {
  it('are listed with who made them and what went wrong', async () => {
    await open('/app/aurora/webhooks', {
      [`GET ${T}/webhooks`]: { body: { items: [hook('3', 'failed', 'Discord refused: no.')], next: null } },
    });
    expect(await screen.findByText(/Made by the bot for Nova/)).toBeVisible();
    expect(screen.getByText('Discord refused: no.')).toBeVisible();
    expect(screen.getByRole('link', { name: /Make one on Discord/ })).toHaveAttribute(
      'href',
      '/auth/discord/webhook?tenant=aurora',
    );
  });

  it('say why one could not be asked for', async () => {
    await open('/app/aurora/webhooks', {
      [`GET ${T}/webhooks`]: { body: { items: [], next: null } },
      [`POST ${T}/webhooks`]: problem(409, 'The bot is away.', 'tenancy.bot_away'),
    });
    await screen.findByText('No webhooks yet');
    await screen.findByRole('option', { name: '#general' });
    await userEvent.selectOptions(screen.getByLabelText('Channel for a new webhook'), '71');
    await userEvent.click(screen.getByRole('button', { name: 'Have the bot make one' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('The bot is away.');
  });

  it('come back from Discord to where they were asked for', async () => {
    await open('/auth/callback?code=c&state=webhook.1', {
      'POST /auth/discord/webhook/callback': {
        status: 201,
        body: { next: '/app/aurora/webhooks', webhook: hook('5', 'ready') },
      },
    });
    expect(await screen.findByText(/Made by the bot for Nova/)).toBeVisible();
    expect(panel.seen).not.toContain('POST /auth/discord/callback');
  });

  it('that nobody agreed to are no failed sign-in', async () => {
    await open('/auth/callback?error=access_denied&state=webhook.2');
    expect(await screen.findByRole('alert')).toHaveTextContent('You did not choose a channel');
    expect(screen.getByRole('link', { name: 'Back to your communities' })).toBeVisible();
  });
});

describe('setting up', () => {
  it('names what will not work, and offers webhooks where the bot may make them', async () => {
    const missing = [{ feature: 'Send embeds', permissions: ['Embed Links'] }];
    await open('/provision?guild=6', { 'GET /api/provision/verify-bot': { body: bot(missing) } });
    expect(await screen.findByText('Send embeds')).toBeInTheDocument();
    expect(screen.getByText('needs Embed Links')).toBeInTheDocument();
    expect(screen.getByLabelText('#general')).toBeEnabled();
    expect(screen.getByLabelText(/#secret/)).toBeDisabled();
  });
});
