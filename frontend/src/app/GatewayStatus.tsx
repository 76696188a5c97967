import { useQuery, useQueryClient } from '@tanstack/react-query';
import clsx from 'clsx';
import { CloudOff } from 'lucide-react';
import { ApiError } from '#/shared/api/client';
import { healthQuery } from '#/shared/api/queries';
import { useTenant } from '#/shared/lib/useTenant';
import { useFrame } from '#/shared/realtime/live';
import { Button } from '#/shared/ui/button';

/** The bot as its own health report tells it; 503 is the web process saying that the bot is away. */
function useGateway(tenant: string) {
  const qc = useQueryClient();
  const health = useQuery(healthQuery(tenant));
  useFrame('gateway.changed', ({ connected }) => {
    qc.setQueryData(healthQuery(tenant).queryKey, (old) => old && { ...old, connected });
    void health.refetch();
  });
  const offline = health.error instanceof ApiError && health.error.status >= 500;
  return { health, offline };
}

export function GatewayStatus({ tenant }: { tenant: string }) {
  const { health, offline } = useGateway(tenant);
  const { data, error } = health;
  const { card } = useTenant();
  const away = card?.bot_present === false;
  const [text, dot] = away
    ? ['Bot not in your server', 'bg-lamp']
    : offline
      ? ['Bot is offline', 'bg-ember']
      : error
        ? ['Bot state unknown', 'bg-haze']
        : !data
          ? ['Asking the bot…', 'bg-haze']
          : data.connected
            ? ['Gateway live', 'bg-aurora']
            : ['Gateway down', 'bg-lamp'];
  return (
    <div
      role="status"
      aria-label="Gateway"
      className="flex items-center gap-2 rounded-md border border-line px-2.5 py-2 text-xs text-mist"
    >
      <i className={clsx('size-2 rounded-full', dot)} aria-hidden="true" />
      {text}
      {!away && !error && data?.connected && data.latency_ms !== null && (
        <span className="ml-auto font-mono text-2xs text-haze">{data.latency_ms} ms</span>
      )}
    </div>
  );
}

/** Says what still works while the bot is away, and what a missing intent costs. */
export function GatewayNotice({ tenant }: { tenant: string }) {
  const { health, offline } = useGateway(tenant);
  const missing = health.data?.intents_missing ?? [];
  if (!offline && missing.length === 0) return null;
  return (
    <div
      role="status"
      className="col-span-full flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-lamp-wash px-4 py-2 text-sm text-lamp"
    >
      <CloudOff className="size-4 shrink-0" aria-hidden="true" />
      <span className="min-w-0 flex-1">
        {offline
          ? 'Bot is offline. You can read and search what is kept; channels, members and time-outs wait until it is back.'
          : `Discord does not let the bot see everything: turn on ${missing.join(', ')} in the developer portal.`}
      </span>
      {offline && (
        <Button size="sm" onClick={() => void health.refetch()}>
          Check again
        </Button>
      )}
    </div>
  );
}
