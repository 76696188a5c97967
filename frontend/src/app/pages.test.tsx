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

const T = '/api/v1/tenants/aurora';
const tenant = (permissions: Permission[]) => ({
  id: 't1',
  slug: 'aurora',
  name: 'Aurora Guild',
  guild_id: '1',
  icon_url: null,
  role: 'moderator',
  permissions,
});
const me = (permissions: Permission[] = ['view', 'moderate', 'publish']) => ({
  user: { id: '1', username: 'nova', display_name: 'Nova', avatar_url: null },
  tenants: [tenant(permissions)],
  guilds: [],
});
const quiet: Routes = {
  'GET /api/me': { body: me() },
  'GET /__bot-proxy/health': { body: { connected: true, latency_ms: 41, intents_missing: [] } },
  'GET /__bot-proxy/channels': { body: { items: [] } },
  'GET /__bot-proxy/roles': { body: { items: [] } },
  'GET /__bot-proxy/members': { body: { items: [], next: null } },
  [`GET ${T}/cases`]: { body: { items: [], next: null } },
  [`GET ${T}/dispatches`]: { body: { items: [], next: null } },
  [`GET ${T}/overview`]: {
    body: {
      members: null,
      messages: 0,
      messages_today: 0,
      open_cases: 0,
      activity: [{ day: '2026-11-24', messages: 0 }],
      recent_cases: [],
      gateway: { connected: true, latency_ms: 41 },
      notices: [],
    },
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
  localStorage.clear();
});
afterEach(cleanup);

describe('a new community', () => {
  it('sees what will be where, not blanks', async () => {
    await open('/app/aurora');
    expect(await screen.findByRole('heading', { name: 'On watch, Nova' })).toBeVisible();
    expect(await screen.findByText('No cases yet')).toBeVisible();
    expect(screen.getByText('Nothing needs a hand')).toBeVisible();
    expect(screen.getByText('No messages in these two weeks')).toBeVisible();
    expect(screen.getByText('Unknown')).toBeVisible();
  });
});

describe('what fails', () => {
  it('says its cause and id, and comes back when asked again', async () => {
    await open('/app/aurora', { [`GET ${T}/overview`]: problem(403, 'Your role may not see this.') });
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('Your role may not see this.');
    expect(alert).toHaveTextContent('req-1');
    panel.routes = quiet;
    await userEvent.click(within(alert).getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('No cases yet')).toBeVisible();
  });

  it('takes nothing else with it', async () => {
    await open('/app/aurora/moderation', {
      'GET /__bot-proxy/members': problem(403, 'Members are not for your eyes.'),
    });
    expect(await screen.findByText('Members are not for your eyes.')).toBeVisible();
    expect(await screen.findByText('No cases yet')).toBeVisible();
  });

  it('is named when the bot is away', async () => {
    await open('/app/aurora', { 'GET /__bot-proxy/health': problem(503, 'The bot is away.', 'bot.offline') });
    expect(await screen.findByText(/Bot is offline\. You can read/)).toBeVisible();
  });

  it('is a case that does not exist', async () => {
    await open('/app/aurora/moderation/cases/99', {
      [`GET ${T}/cases/99`]: problem(404, 'There is no case #99.'),
    });
    expect(await screen.findByText('There is no case #99.')).toBeVisible();
  });

  it('is an address that leads nowhere', async () => {
    await open('/app/aurora/nope');
    expect(await screen.findByRole('heading', { name: 'Nothing here but snow' })).toBeVisible();
  });
});

describe('who may do what', () => {
  it('sends strangers to the sign-in page and remembers the way back', async () => {
    await open('/app/aurora/live?channel=7&q=hello', {
      'GET /api/me': problem(401, 'Signed out.', 'identity.signed_out'),
    });
    const link = await screen.findByRole('link', { name: 'Sign in with Discord' });
    expect(link).toHaveAttribute(
      'href',
      `/auth/discord?next=${encodeURIComponent('/app/aurora/live?channel=7&q=hello')}`,
    );
  });

  it('says that a session ended when it ends in the middle', async () => {
    await open('/app/aurora/staff', { [`GET ${T}/staff`]: problem(401, 'Signed out.') });
    expect(await screen.findByText(/Your session has ended/)).toBeVisible();
  });

  it('shows people of no server what to do', async () => {
    await open('/app', { 'GET /api/me': { body: { ...me(), tenants: [] } } });
    expect(await screen.findByText('No servers to set up')).toBeVisible();
    expect(screen.getByRole('button', { name: 'Look again' })).toBeEnabled();
  });

  it('does not open a community of others', async () => {
    await open('/app/elsewhere');
    expect(await screen.findByText(/not on this community's staff/)).toBeVisible();
  });

  it('leaves the time-out button in sight of a viewer and says why it does nothing', async () => {
    const owl = {
      id: '5',
      username: 'owl',
      display_name: 'Late Owl',
      avatar_url: null,
      bot: false,
      roles: [],
      joined_at: '2026-01-01T00:00:00Z',
      timed_out_until: null,
      top_role: null,
    };
    await open('/app/aurora/moderation', {
      'GET /api/me': { body: me(['view']) },
      'GET /__bot-proxy/members': { body: { items: [owl], next: null } },
    });
    const button = await screen.findByRole('button', { name: /Time out Late Owl/ });
    expect(button).toHaveAttribute('aria-disabled', 'true');
    await userEvent.click(button);
    expect(screen.queryByRole('dialog')).toBeNull();
  });
});

describe('the embed form', () => {
  const rules = {
    id: '11',
    name: 'rules',
    type: 'text',
    parent_id: null,
    position: 0,
    topic: null,
    archived: false,
    visible: true,
    can_send: true,
  };
  it('puts what the server refuses at its input', async () => {
    await open('/app/aurora/embeds', {
      'GET /__bot-proxy/channels': { body: { items: [rules] } },
      [`POST ${T}/dispatches`]: {
        status: 422,
        body: {
          type: 'about:blank',
          title: 'Invalid',
          status: 422,
          code: 'publishing.invalid_message',
          detail: 'The message does not fit.',
          errors: [{ field: 'message.embeds[0].title', detail: 'Too plain a title.' }],
        },
      },
    });
    await userEvent.type(await screen.findByRole('textbox', { name: 'Embed title' }), 'Hi');
    await screen.findByRole('option', { name: '#rules' });
    await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Channel' }), '11');
    await userEvent.click(screen.getByRole('button', { name: 'Send' }));
    const title = screen.getByRole('textbox', { name: 'Embed title' });
    await waitFor(() => expect(title).toHaveAccessibleDescription('Too plain a title.'));
    expect(title).toBeInvalid();
  });
});
