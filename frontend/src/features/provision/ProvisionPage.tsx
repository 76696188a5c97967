import { useIsFetching, useQueryClient } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { ArrowRight, Snowflake } from 'lucide-react';
import type { ReactNode } from 'react';
import { meQuery, type Me } from '#/shared/api/queries';
import { Avatar } from '#/shared/ui/avatar';
import { Button, buttonClass } from '#/shared/ui/button';
import { Logo } from '#/shared/ui/Logo';
import { Page, Panel } from '#/shared/ui/page';
import { Empty } from '#/shared/ui/states';
import { GuildSetup } from './GuildSetup';

type Guild = Me['guilds'][number];

function state(g: Guild): string {
  if (g.status === 'bot_installed') return 'The bot is here. Ready to set up';
  if (g.status === 'neither') return 'The bot is not here yet';
  return g.tenant ? 'Already watched' : 'Already watched, and you are not on its staff';
}

function GuildRow({ g, open }: { g: Guild; open: boolean }) {
  const face = (
    <>
      <Avatar id={g.id} name={g.name} url={g.icon_url} shape="hex" className="size-9" />
      <span className="min-w-0 flex-1">
        <span className="block truncate font-[560]">{g.name}</span>
        <span className="block text-sm text-mist">{state(g)}</span>
      </span>
    </>
  );
  const row = 'flex min-h-16 w-full items-center gap-3 px-4 py-2 text-left';
  if (g.status === 'provisioned' && g.tenant)
    return (
      <Link to="/app/$tenant" params={{ tenant: g.tenant }} className={`${row} hover:bg-drift`}>
        {face}
        <span className="flex items-center gap-1 text-sm text-glacier">
          Open
          <ArrowRight className="size-4" aria-hidden="true" />
        </span>
      </Link>
    );
  if (g.status === 'provisioned') return <div className={row}>{face}</div>;
  return (
    <Link
      to="/provision"
      search={open ? {} : { guild: g.id }}
      aria-expanded={open}
      className={`${row} hover:bg-drift`}
    >
      {face}
      <span className="text-sm text-glacier">{open ? 'Close' : 'Choose'}</span>
    </Link>
  );
}

export function ProvisionPage({ me, account }: { me: Me; account: ReactNode }) {
  const { guild } = useSearch({ from: '/provision' });
  const qc = useQueryClient();
  const asking = useIsFetching({ queryKey: meQuery.queryKey }) > 0;
  const again = (
    <Button disabled={asking} onClick={() => void qc.invalidateQueries({ queryKey: meQuery.queryKey })}>
      {asking ? 'Looking…' : 'Look again'}
    </Button>
  );
  return (
    <div className="flex h-full flex-col">
      <header className="flex h-13 shrink-0 items-center gap-2 border-b border-line bg-firn px-4">
        <Link to="/app" className="flex min-h-11 items-center gap-2" aria-label="Snowflake home">
          <Logo />
          <span className="sharp text-lg font-[650]">Snowflake</span>
        </Link>
        <span className="ml-auto">{account}</span>
      </header>
      <main className="min-h-0 flex-1 overflow-y-auto">
        <Page
          title="Set up a community"
          lead={`Choose a server that you manage, ${me.user.display_name}.`}
          width="max-w-2xl"
        >
          {me.guilds.length === 0 ? (
            <div className="panel">
              <Empty
                icon={<Snowflake className="size-7" />}
                title="No servers to set up"
                action={
                  <>
                    {again}
                    <a
                      href="https://support.discord.com/hc/en-us/articles/204849977"
                      target="_blank"
                      rel="noreferrer noopener"
                      className={buttonClass('ghost')}
                    >
                      How to make a server
                    </a>
                  </>
                }
              >
                You don't manage a Discord server with this account. To set one up you need the “Manage
                Server” permission there. If a community already uses Snowflake, ask one of its owners to add
                you to the staff.
              </Empty>
            </div>
          ) : (
            <Panel title="Your servers" aside={again}>
              <ul className="divide-y divide-line">
                {me.guilds.map((g) => (
                  <li key={g.id}>
                    <GuildRow g={g} open={g.id === guild} />
                    {g.id === guild && g.status !== 'provisioned' && <GuildSetup guild={g} />}
                  </li>
                ))}
              </ul>
            </Panel>
          )}
        </Page>
      </main>
    </div>
  );
}
