import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Check, CircleAlert, ExternalLink, LoaderCircle } from 'lucide-react';
import { useEffect, useState } from 'react';
import { ApiError, explain } from '#/shared/api/client';
import { meQuery, type Me } from '#/shared/api/queries';
import { safeHref } from '#/shared/discord/markdown';
import { Button, buttonClass } from '#/shared/ui/button';
import { Field } from '#/shared/ui/field';
import { Failure } from '#/shared/ui/states';
import { botCheckQuery, provision } from './api';
import { WebhookChoice } from './WebhookChoice';

const NAME_MAX = 100;

function fieldError(error: unknown, field: string): string | undefined {
  if (!(error instanceof ApiError)) return undefined;
  return error.problem.errors?.find((e) => e.field === field)?.detail;
}

/** The steps for one server: the bot is there, it may do its work, the community has a name. */
export function GuildSetup({ guild }: { guild: Me['guilds'][number] }) {
  const qc = useQueryClient();
  const navigate = useNavigate();
  const [name, setName] = useState(guild.name);
  const [webhooks, setWebhooks] = useState<string[]>([]);
  const check = useQuery(botCheckQuery(guild.id));
  const bot = check.data;
  const ready = bot?.installed === true && bot.missing_permissions.length === 0;
  const arrived = bot?.installed === true && guild.status === 'neither';
  useEffect(() => {
    if (arrived) void qc.invalidateQueries({ queryKey: meQuery.queryKey });
  }, [arrived, qc]);
  const make = useMutation({
    mutationFn: () => provision(guild.id, name.trim(), webhooks),
    onSuccess: async ({ tenant }) => {
      await qc.fetchQuery({ ...meQuery, staleTime: 0 });
      await navigate({ to: '/app/$tenant/welcome', params: { tenant: tenant.slug } });
    },
  });
  const install = bot && safeHref(bot.install_url);
  return (
    <section
      aria-label={`Set up ${guild.name}`}
      className="space-y-4 border-t border-line bg-night px-4 py-4"
    >
      {check.error ? (
        <Failure
          error={check.error}
          what="The bot could not be checked"
          retry={check.refetch}
          className="p-0"
        />
      ) : !bot ? (
        <p role="status" className="flex items-center gap-2 text-mist">
          <LoaderCircle className="size-4 animate-spin" aria-hidden="true" />
          Looking for the bot in {guild.name}…
        </p>
      ) : (
        <div role="status">
          {ready ? (
            <p className="flex items-center gap-2 text-aurora">
              <Check className="size-4" aria-hidden="true" />
              The bot is in {guild.name} and may do its work.
            </p>
          ) : bot.installed ? (
            <div>
              <p className="flex items-center gap-2 text-lamp">
                <CircleAlert className="size-4" aria-hidden="true" />
                The bot is here, but some of it won't work for want of permissions:
              </p>
              <dl className="mt-2 space-y-1 pl-6">
                {bot.missing.map((m) => (
                  <div key={m.feature} className="flex flex-wrap gap-x-2">
                    <dt>{m.feature}</dt>
                    <dd className="text-mist">needs {m.permissions.join(', ')}</dd>
                  </div>
                ))}
              </dl>
              <p className="mt-2 text-sm text-mist">Give them to its role, or install it again with them.</p>
            </div>
          ) : (
            <p className="text-mist">
              First the bot has to join {guild.name}. This page notices by itself when it has.
            </p>
          )}
        </div>
      )}
      {bot && !ready && install && (
        <a href={install} target="_blank" rel="noreferrer noopener" className={buttonClass('primary')}>
          {bot.installed ? 'Fix the permissions' : 'Install the bot'}
          <ExternalLink className="size-3.5" aria-hidden="true" />
          <span className="sr-only">, opens Discord in a new tab</span>
        </a>
      )}
      {bot?.installed && (
        <form
          className="space-y-3"
          onSubmit={(e) => {
            e.preventDefault();
            if (name.trim()) make.mutate();
          }}
        >
          <Field
            label="Name of the community"
            count={[...name].length}
            max={NAME_MAX}
            error={fieldError(make.error, 'name')}
            hint="As staff will see it. It can be changed later."
          >
            {(p) => (
              <input
                {...p}
                required
                value={name}
                onChange={(e) => setName(e.target.value)}
                className="field h-10 pointer-coarse:h-11"
              />
            )}
          </Field>
          <WebhookChoice channels={bot.channels} chosen={webhooks} onChoose={setWebhooks} />
          {make.error && !fieldError(make.error, 'name') && (
            <p role="alert" className="text-sm text-ember">
              {explain(make.error)}
            </p>
          )}
          <Button
            type="submit"
            variant={ready ? 'primary' : 'quiet'}
            disabled={make.isPending || !name.trim() || [...name].length > NAME_MAX}
          >
            {make.isPending ? 'Setting up…' : 'Provision'}
          </Button>
        </form>
      )}
    </section>
  );
}
