import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import clsx from 'clsx';
import { Check, Circle, ExternalLink } from 'lucide-react';
import { meQuery } from '#/shared/api/queries';
import { safeHref } from '#/shared/discord/markdown';
import { useTenant } from '#/shared/lib/useTenant';
import { Button, buttonClass } from '#/shared/ui/button';
import { Page, Panel } from '#/shared/ui/page';
import { Failure, RowSkeletons } from '#/shared/ui/states';
import { factsQuery } from './api';
import { setOver, stepsOf, type Step } from './steps';

const GO = {
  history: ['/app/$tenant/live', 'Open the live view'],
  staff: ['/app/$tenant/staff', 'Go to staff'],
  alert: ['/app/$tenant/settings', 'Go to settings'],
  embed: ['/app/$tenant/embeds', 'Write an embed'],
} as const;

function Action({ step, tenant, install }: { step: Step; tenant: string; install: string | null }) {
  if (step.id === 'bot') {
    if (step.done || !install) return null;
    return (
      <a href={install} target="_blank" rel="noreferrer noopener" className={buttonClass('primary', 'sm')}>
        Install the bot
        <ExternalLink className="size-3.5" aria-hidden="true" />
        <span className="sr-only">, opens Discord in a new tab</span>
      </a>
    );
  }
  const [to, label] = GO[step.id];
  return (
    <Link to={to} params={{ tenant }} className={buttonClass(step.done ? 'ghost' : 'quiet', 'sm')}>
      {label}
    </Link>
  );
}

/** The first page of a new community: what to do, how far it is, and a way to be left alone. */
export function WelcomePage() {
  const { slug: tenant, card } = useTenant();
  const navigate = useNavigate();
  const { data: me } = useQuery(meQuery);
  const { data, error, refetch } = useQuery({
    ...factsQuery(tenant, card?.guild_id ?? ''),
    enabled: card !== undefined,
  });
  const steps = data ? stepsOf(data) : [];
  const left = steps.filter((s) => !s.done).length;
  const lead = !data
    ? 'Looking how far you are…'
    : left === 0
      ? 'All set. Nothing is left to do here.'
      : left === 1
        ? 'One thing is left.'
        : `${left} things are left. In any order, whenever you like.`;
  const leave = () => {
    if (me) setOver(tenant, me.user.id, true);
    void navigate({ to: '/app/$tenant', params: { tenant } });
  };
  return (
    <Page
      title={`Welcome to ${card?.name ?? 'your community'}`}
      lead={lead}
      width="max-w-2xl"
      actions={<Button onClick={leave}>{left === 0 ? 'Done' : 'Skip this'}</Button>}
    >
      <Panel title="First steps">
        {error && !data ? (
          <Failure error={error} what="The first steps can't be checked" retry={refetch} />
        ) : !data ? (
          <RowSkeletons rows={5} label="Checking the first steps" />
        ) : (
          <ol className="divide-y divide-line">
            {steps.map((step) => (
              <li key={step.id} className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-3">
                {step.done ? (
                  <Check className="size-5 shrink-0 text-aurora" aria-hidden="true" />
                ) : (
                  <Circle className="size-5 shrink-0 text-haze" aria-hidden="true" />
                )}
                <div className="min-w-0 flex-1 basis-56">
                  <p className={clsx('font-[560]', step.done && 'text-mist')}>
                    {step.title}
                    <span className="sr-only">{step.done ? ', done' : ', to do'}</span>
                  </p>
                  <p className="text-sm text-mist">{step.detail}</p>
                </div>
                <Action step={step} tenant={tenant} install={safeHref(data.bot.install)} />
              </li>
            ))}
          </ol>
        )}
      </Panel>
    </Page>
  );
}
