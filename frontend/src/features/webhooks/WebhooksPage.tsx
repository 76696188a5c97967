import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ExternalLink, Webhook as WebhookIcon } from 'lucide-react';
import { useState } from 'react';
import { explain } from '#/shared/api/client';
import { channelsQuery } from '#/shared/api/queries';
import { fmt } from '#/shared/lib/format';
import { useTenant } from '#/shared/lib/useTenant';
import { Button, buttonClass } from '#/shared/ui/button';
import { Dialog } from '#/shared/ui/dialog';
import { Page, Panel } from '#/shared/ui/page';
import { Empty, Failure, RowSkeletons } from '#/shared/ui/states';
import { toastError, toasts } from '#/shared/ui/toast';
import { consentHref, makeWebhook, removeWebhook, webhooksQuery, type Webhook } from './api';

const STATE: Record<Webhook['state'], [string, string]> = {
  ready: ['Ready', 'text-aurora'],
  pending: ['The bot makes it…', 'text-mist'],
  removing: ['Being removed…', 'text-mist'],
  failed: ['Not done', 'text-ember'],
};

function Row({ hook, channel, onRemove }: { hook: Webhook; channel: string; onRemove: () => void }) {
  const [text, color] = STATE[hook.state];
  const maker =
    hook.maker === 'bot'
      ? `Made by the bot for ${hook.asked_by.name}`
      : `Made on Discord by ${hook.asked_by.name}`;
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-3">
      <div className="min-w-0 flex-1">
        <p className="truncate font-[560]">{channel}</p>
        <p className="text-sm text-mist">
          {maker}, {fmt.full(hook.created_at)}
        </p>
        {hook.failure && <p className="text-sm text-ember">{hook.failure}</p>}
      </div>
      <span className={`text-sm ${color}`}>{text}</span>
      <Button size="sm" disabled={hook.state === 'removing'} onClick={onRemove}>
        Remove
        <span className="sr-only"> the webhook in {channel}</span>
      </Button>
    </li>
  );
}

function AddForm({ tenant, taken }: { tenant: string; taken: ReadonlySet<string> }) {
  const qc = useQueryClient();
  const channels = useQuery(channelsQuery(tenant));
  const [channel, setChannel] = useState('');
  const make = useMutation({
    mutationFn: () => makeWebhook(tenant, channel),
    onSuccess: () => {
      setChannel('');
      void qc.invalidateQueries({ queryKey: webhooksQuery(tenant).queryKey });
    },
  });
  const places = channels.data?.filter((c) => c.type === 'text' || c.type === 'announcement') ?? [];
  return (
    <form
      className="space-y-2 border-t border-line p-4"
      onSubmit={(e) => {
        e.preventDefault();
        if (channel && !make.isPending) make.mutate();
      }}
    >
      <div className="flex flex-wrap items-center gap-2">
        <select
          aria-label="Channel for a new webhook"
          value={channel}
          onChange={(e) => setChannel(e.target.value)}
          className="field h-10 min-w-0 flex-1 basis-48 pointer-coarse:h-11"
        >
          <option value="">{channels.error ? "Channels can't be read right now" : 'Choose a channel'}</option>
          {places.map((c) => (
            <option key={c.id} value={c.id} disabled={taken.has(c.id) || !c.visible}>
              #{c.name}
              {taken.has(c.id) ? ' (has one)' : c.visible ? '' : ' (the bot does not see it)'}
            </option>
          ))}
        </select>
        <Button type="submit" variant="primary" disabled={!channel || make.isPending}>
          {make.isPending ? 'Asking the bot…' : 'Have the bot make one'}
        </Button>
        <a href={consentHref(tenant)} className={buttonClass('quiet')}>
          Make one on Discord
          <ExternalLink className="size-3.5" aria-hidden="true" />
        </a>
      </div>
      {make.error && (
        <p role="alert" className="text-sm text-ember">
          {explain(make.error)}
        </p>
      )}
    </form>
  );
}

export function WebhooksPage() {
  const { slug: tenant, may } = useTenant();
  const qc = useQueryClient();
  const allowed = may('manage_settings');
  const hooks = useQuery({ ...webhooksQuery(tenant), enabled: allowed });
  const channels = useQuery({ ...channelsQuery(tenant), enabled: allowed });
  const [leaving, setLeaving] = useState<Webhook | null>(null);
  const names = new Map(channels.data?.map((c) => [c.id, `#${c.name}`]));
  const nameOf = (h: Webhook) => names.get(h.channel_id) ?? `Channel ${h.channel_id}`;
  const remove = useMutation({
    mutationFn: (h: Webhook) => removeWebhook(tenant, h.id),
    onSuccess: (_, h) => toasts.add({ title: `The webhook in ${nameOf(h)} goes away` }),
    onError: (error, h) => toastError(`The webhook in ${nameOf(h)} is still there`, error),
    onSettled: () => {
      setLeaving(null);
      void qc.invalidateQueries({ queryKey: webhooksQuery(tenant).queryKey });
    },
  });
  const lead = 'Discord webhooks that Snowflake may post through. What opens them stays on the server.';
  return (
    <Page title="Webhooks" lead={lead} width="max-w-3xl">
      <Panel title="Webhooks">
        {!allowed ? (
          <Empty title="Only owners and admins see webhooks">
            Your role here does not let you manage settings.
          </Empty>
        ) : hooks.error && !hooks.data ? (
          <Failure error={hooks.error} what="Webhooks can't be loaded" retry={hooks.refetch} />
        ) : !hooks.data ? (
          <RowSkeletons rows={2} label="Loading webhooks" />
        ) : (
          <>
            {hooks.data.length === 0 ? (
              <Empty icon={<WebhookIcon className="size-6" />} title="No webhooks yet">
                The bot can make one in a channel, or you make one on Discord yourself.
              </Empty>
            ) : (
              <ul className="divide-y divide-line">
                {hooks.data.map((h) => (
                  <Row key={h.id} hook={h} channel={nameOf(h)} onRemove={() => setLeaving(h)} />
                ))}
              </ul>
            )}
            <AddForm
              tenant={tenant}
              taken={new Set(hooks.data.filter((h) => h.maker === 'bot').map((h) => h.channel_id))}
            />
          </>
        )}
      </Panel>
      {leaving && (
        <Dialog
          title={`Remove the webhook in ${nameOf(leaving)}?`}
          description="Discord deletes it; what was posted through it stays."
          onClose={() => setLeaving(null)}
        >
          <div className="flex justify-end gap-2 p-5">
            <Button onClick={() => setLeaving(null)}>Keep it</Button>
            <Button variant="danger" disabled={remove.isPending} onClick={() => remove.mutate(leaving)}>
              {remove.isPending ? 'Removing…' : 'Remove'}
            </Button>
          </div>
        </Dialog>
      )}
    </Page>
  );
}
