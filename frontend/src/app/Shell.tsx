import { useSuspenseQuery } from '@tanstack/react-query';
import { Link, Outlet, useNavigate, useParams } from '@tanstack/react-router';
import { Menu as MenuIcon, Moon, Search, Sun, X } from 'lucide-react';
import { lazy, Suspense, useEffect, useMemo, useState } from 'react';
import { useUnreadCounting } from '#/features/live/unread';
import { meQuery, tenantOf, type Me, type TenantCard } from '#/shared/api/queries';
import { useHotkeys } from '#/shared/lib/hotkeys';
import { currentTheme, setTheme } from '#/shared/lib/theme';
import { useLiveConnection } from '#/shared/realtime/live';
import { Button, buttonClass } from '#/shared/ui/button';
import { Logo } from '#/shared/ui/Logo';
import { useTimeoutRequest } from '#/shared/ui/timeoutRequest';
import { BotAwayNotice, useBotPresence } from './BotAwayNotice';
import { GatewayNotice } from './GatewayStatus';
import { AccountMenu, TenantSwitcher } from './headerMenus';
import { NAV } from './nav';
import { Sidebar } from './Sidebar';
import { useSignOut } from './useSignOut';

const loadPalette = () => import('./CommandPalette');
const CommandPalette = lazy(loadPalette);
const KeySheet = lazy(() => import('./KeySheet'));
const loadTimeout = () => import('#/features/moderation/TimeoutDialog');
const TimeoutDialog = lazy(loadTimeout);

/** Fetched while nothing else happens: who presses ⌘K types on at once. */
function preload(): void {
  void loadPalette();
  void loadTimeout();
}

function focusSearch(): boolean {
  const field = document.querySelector<HTMLInputElement>('[data-hotkey="/"]');
  field?.focus();
  return field !== null;
}

/** The frame around every page of a community, for those who are on its staff. */
export function Shell() {
  const { tenant } = useParams({ from: '/app/$tenant' });
  const { data: me } = useSuspenseQuery(meQuery);
  const card = tenantOf(me, tenant);
  return card ? <Station key={tenant} me={me} card={card} /> : <NotYours />;
}

function Station({ me, card }: { me: Me; card: TenantCard }) {
  const tenant = card.slug;
  const navigate = useNavigate();
  const signOut = useSignOut();
  const [palette, setPalette] = useState(false);
  const [sheet, setSheet] = useState(false);
  const [drawer, setDrawer] = useState(false);
  const [theme, show] = useState(currentTheme);
  const target = useTimeoutRequest((s) => s.target);

  useLiveConnection(tenant);
  useBotPresence();
  useUnreadCounting(tenant);
  useEffect(() => {
    const id = setTimeout(preload, 1200);
    return () => clearTimeout(id);
  }, []);

  const keys = useMemo(() => {
    const map: Record<string, () => void> = {
      'mod+k': () => setPalette(true),
      '?': () => setSheet(true),
      '/': () => {
        if (!focusSearch()) void navigate({ to: '/app/$tenant/live', params: { tenant } }).then(focusSearch);
      },
      Escape: () => setDrawer(false),
    };
    for (const i of NAV.flatMap((n) => n.items))
      map[i.keys] = () => void navigate({ to: i.to, params: { tenant } });
    return map;
  }, [navigate, tenant]);
  useHotkeys(keys);

  const flip = () => {
    const next = theme === 'night' ? 'day' : 'night';
    setTheme(next);
    show(next);
  };
  return (
    <div className="grid h-full grid-rows-[3.25rem_auto_minmax(0,1fr)] md:grid-cols-[14.5rem_minmax(0,1fr)]">
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:m-2 focus:bg-rime focus:p-2"
      >
        Skip to content
      </a>
      <header className="col-span-full flex items-center gap-1 border-b border-line bg-firn px-2 sm:gap-2 sm:px-3">
        <Button
          variant="ghost"
          size="icon"
          className="md:hidden"
          aria-label={drawer ? 'Close menu' : 'Open menu'}
          aria-expanded={drawer}
          onClick={() => setDrawer(!drawer)}
        >
          {drawer ? <X className="size-5" /> : <MenuIcon className="size-5" />}
        </Button>
        <Link
          to="/app/$tenant"
          params={{ tenant }}
          className="flex min-h-9 items-center gap-2 pr-1 sm:pr-2 pointer-coarse:min-h-11"
          aria-label="Snowflake home"
        >
          <Logo />
          <span className="sharp hidden text-lg font-[650] lg:inline">Snowflake</span>
        </Link>
        <span className="hidden h-5 w-px rotate-[18deg] bg-line-strong sm:block" aria-hidden="true" />
        <TenantSwitcher tenants={me.tenants} current={card} />
        <button
          type="button"
          onClick={() => setPalette(true)}
          className="ml-auto flex h-9 min-w-9 items-center justify-center gap-2 rounded-md border border-line-strong bg-night px-2 text-sm text-haze hover:text-mist md:w-72 md:justify-start md:px-2.5 pointer-coarse:h-11 pointer-coarse:min-w-11"
        >
          <Search className="size-4" aria-hidden="true" />
          <span className="sr-only md:not-sr-only">Search or run a command</span>
          <kbd aria-hidden="true" className="kbd ml-auto hidden md:inline-grid">
            ⌘K
          </kbd>
        </button>
        <Button
          variant="ghost"
          size="icon"
          aria-label={theme === 'night' ? 'Use the day theme' : 'Use the night theme'}
          onClick={flip}
        >
          {theme === 'night' ? <Sun className="size-4" /> : <Moon className="size-4" />}
        </Button>
        <AccountMenu user={me.user} onSignOut={signOut} onKeys={() => setSheet(true)} />
      </header>
      <div className="col-span-full">
        {card.bot_present === false ? <BotAwayNotice card={card} /> : <GatewayNotice tenant={tenant} />}
      </div>
      <aside aria-label="Navigation" className="hidden min-h-0 border-r border-line bg-firn md:block">
        <Sidebar tenant={tenant} />
      </aside>
      {drawer && (
        <aside
          aria-label="Navigation"
          className="fixed inset-x-0 top-[3.25rem] bottom-0 z-40 animate-rise bg-firn md:hidden"
        >
          <Sidebar tenant={tenant} onPick={() => setDrawer(false)} />
        </aside>
      )}
      <main
        id="main"
        tabIndex={-1}
        className="relative min-h-0 min-w-0 overflow-y-auto outline-none"
        inert={drawer}
      >
        <Outlet />
      </main>
      <Suspense>
        {palette && <CommandPalette tenant={tenant} onClose={() => setPalette(false)} />}
        {sheet && <KeySheet onClose={() => setSheet(false)} />}
        {target && <TimeoutDialog key={target.id} target={target} tenant={tenant} />}
      </Suspense>
    </div>
  );
}

function NotYours() {
  const signOut = useSignOut();
  return (
    <main className="grid h-full place-items-center p-8 text-center">
      <div className="max-w-md">
        <h1 className="text-xl font-[600]">You are not on this community's staff</h1>
        <p className="mt-2 text-mist">
          Ask one of its owners to add you, or check that you signed in with the right Discord account.
        </p>
        <div className="mt-5 flex justify-center gap-2">
          <Link to="/app" className={buttonClass('primary')}>
            Your communities
          </Link>
          <Button onClick={signOut}>Sign out</Button>
        </div>
      </div>
    </main>
  );
}
