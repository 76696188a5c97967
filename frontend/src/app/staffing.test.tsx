import '@testing-library/jest-dom/vitest';
import { act, cleanup, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Schemas } from '#/shared/api/client';
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
const card = (role: Schemas['StaffRole']) => ({
  id: 't1',
  slug: 'aurora',
  name: 'Aurora Guild',
  guild_id: '1',
  icon_url: null,
  role,
  permissions:
    role === 'viewer'
      ? ['view']
      : ['view', 'moderate', 'publish', 'manage_staff', 'manage_settings', 'manage_billing'],
});
const me = (role: Schemas['StaffRole'] | null) => ({
  user: { id: '1', username: 'nova', display_name: 'Nova', avatar_url: null },
  tenants: role ? [card(role)] : [],
  guilds: [],
  bot_reachable: true,
});
const entry = (id: string, name: string, more: Partial<Schemas['StaffEntry']>): Schemas['StaffEntry'] => ({
  user_id: id,
  name,
  avatar_url: null,
  role: 'moderator',
  direct: 'moderator',
  added_at: '2026-11-24T12:00:00Z',
  until: null,
  by_roles: [],
  lapsed: false,
  ...more,
});
const watch = { discord_role: '31', name: 'Night Watch', role: 'moderator' } as const;
const staff = [
  entry('1', 'Nova', { role: 'owner', direct: 'owner' }),
  entry('2', 'Robin', { until: '2026-01-01T00:00:00Z', lapsed: true }),
  entry('3', 'Late Owl', { direct: null, added_at: null, by_roles: [watch] }),
];
const settings: Schemas['Settings'] = {
  name: 'Aurora',
  accent: '#69d2e7',
  timezone: 'UTC',
  locale: 'en-US',
  logo_url: null,
  alert_channel: null,
  protected_roles: [],
  revision: 3,
  icon_url: null,
};
const list = (items: unknown[]) => ({ body: { items, next: null } });
const quiet: Routes = {
  'GET /api/me': { body: me('owner') },
  'GET /__bot-proxy/health': { body: { connected: true, latency_ms: 41, intents_missing: [] } },
  'GET /__bot-proxy/channels': list([]),
  'GET /__bot-proxy/roles': list([{ id: '31', name: 'Night Watch', color: 0, position: 1, managed: false }]),
  [`GET ${T}/staff`]: list(staff),
  [`GET ${T}/invitations`]: list([]),
  [`GET ${T}/role-mappings`]: list([watch]),
  [`GET ${T}/settings`]: { body: settings },
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

describe('the staff', () => {
  it('tells where each role comes from and when it ended', async () => {
    await open('/app/aurora/staff');
    const rows = within(await screen.findByRole('list', { name: 'Staff' }));
    expect(rows.getByText('by Discord role Night Watch')).toBeVisible();
    expect(rows.getByText(/ended/)).toBeVisible();
    expect(rows.queryByRole('button', { name: 'Remove Late Owl' })).toBeNull();
    expect(rows.getByRole('button', { name: 'Remove Robin' })).toBeEnabled();
  });

  it('shows a link once, to be copied', async () => {
    const invitation = {
      id: '9',
      role: 'moderator',
      until: null,
      invited_by: { id: '1', name: 'Nova' },
      created_at: '2026-11-24T12:00:00Z',
      expires_at: '2026-12-01T12:00:00Z',
      revoked_at: null,
      accepted_at: null,
      accepted_by: null,
    };
    const url = 'https://panel.example.com/invite/abc';
    await open('/app/aurora/staff', {
      [`POST ${T}/invitations`]: { status: 201, body: { invitation, url } },
    });
    await userEvent.click(await screen.findByRole('button', { name: 'Invite' }));
    await userEvent.click(screen.getByRole('button', { name: 'Make the link' }));
    expect(await screen.findByRole('textbox', { name: 'Invitation link' })).toHaveValue(url);
    await userEvent.click(screen.getByRole('button', { name: 'Done' }));
    expect(screen.queryByDisplayValue(url)).toBeNull();
  });

  it('gives a community away only to who types its name', async () => {
    await open('/app/aurora/staff', { [`POST ${T}/staff/transfer`]: { body: staff[2] } });
    await userEvent.click(await screen.findByRole('button', { name: 'Make Late Owl the owner' }));
    const dialog = within(await screen.findByRole('dialog'));
    const go = dialog.getByRole('button', { name: 'Transfer ownership' });
    expect(go).toBeDisabled();
    await userEvent.type(dialog.getByRole('textbox'), 'transfer Aurora Guild');
    await userEvent.click(go);
    await waitFor(() => expect(panel.seen).toContain(`POST ${T}/staff/transfer`));
  });

  it('is only looked at by viewers', async () => {
    await open('/app/aurora/staff', { 'GET /api/me': { body: me('viewer') } });
    expect(await screen.findByText('by Discord role Night Watch')).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Invite' })).toBeNull();
    expect(screen.queryByRole('combobox')).toBeNull();
  });
});

describe('an invitation', () => {
  const offer = {
    community: 'Aurora Guild',
    icon_url: null,
    role: 'moderator',
    until: null,
    invited_by: { id: '1', name: 'Nova' },
    expires_at: '2026-12-01T12:00:00Z',
    already: null,
  };
  it('says who asks and for what, and is taken up', async () => {
    await open('/invite/abc', {
      'GET /api/me': { body: me(null) },
      'POST /api/invitations/look': { body: offer },
      'POST /api/invitations/accept': { body: { tenant: card('viewer') } },
    });
    expect(await screen.findByRole('heading', { name: 'Aurora Guild' })).toBeVisible();
    expect(screen.getByText('Nova invites you to the staff of')).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Join as Nova' }));
    await waitFor(() => expect(app.router.state.location.pathname).toBe('/app/aurora'));
  });

  it.each([
    ['tenancy.invitation_used', 'This link was used'],
    ['tenancy.invitation_expired', 'This link has expired'],
    ['tenancy.invitation_revoked', 'This link was withdrawn'],
    ['tenancy.unknown_invitation', 'No such invitation'],
  ])('that is no good says so: %s', async (code, title) => {
    await open('/invite/abc', {
      'POST /api/invitations/look': problem(409, 'Ask for another.', code),
    });
    expect(await screen.findByRole('heading', { name: title })).toBeVisible();
    expect(screen.getByText('Ask for another.')).toBeVisible();
    expect(screen.queryByRole('button', { name: /Join/ })).toBeNull();
  });

  it('leads strangers to the sign-in page and back', async () => {
    await open('/invite/abc', { 'GET /api/me': problem(401, 'Signed out.', 'identity.signed_out') });
    const link = await screen.findByRole('link', { name: 'Sign in with Discord' });
    expect(link).toHaveAttribute('href', `/auth/discord?next=${encodeURIComponent('/invite/abc')}`);
  });
});

describe('settings that somebody else changed meanwhile', () => {
  it('are shown beside mine, and neither is lost', async () => {
    const theirs = { ...settings, name: 'Theirs', locale: 'de', revision: 4 };
    let saves = 0;
    await open('/app/aurora/settings', {
      [`PATCH ${T}/settings`]: () => {
        saves += 1;
        panel.routes[`GET ${T}/settings`] = { body: theirs };
        return problem(409, 'Robin changed the settings meanwhile.', 'tenancy.stale_settings');
      },
    });
    const name = await screen.findByRole('textbox', { name: 'Name' });
    await userEvent.clear(name);
    await userEvent.type(name, 'Mine');
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    const alert = await screen.findByText(/theirs is “Theirs”, yours “Mine”/);
    expect(alert).toBeVisible();
    expect(name).toHaveValue('Mine');
    await waitFor(() => expect(screen.getByRole('combobox', { name: 'Language' })).toHaveValue('de'));
    await userEvent.click(screen.getByRole('button', { name: 'Take theirs' }));
    expect(name).toHaveValue('Theirs');
    expect(saves).toBe(1);
  });
});
