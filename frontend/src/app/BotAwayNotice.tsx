import { useQueryClient } from '@tanstack/react-query';
import { ExternalLink, PlugZap } from 'lucide-react';
import { meQuery, type TenantCard } from '#/shared/api/queries';
import { safeHref } from '#/shared/discord/markdown';
import { useFrame } from '#/shared/realtime/live';
import { buttonClass } from '#/shared/ui/button';

/** Whether the bot is in the server is on the caller's card, which is read anew when that may have changed. */
export function useBotPresence(): void {
  const qc = useQueryClient();
  useFrame('gateway.changed', () => void qc.invalidateQueries({ queryKey: meQuery.queryKey }));
}

/** Says that the bot was removed from the server, what that means, and how it comes back. */
export function BotAwayNotice({ card }: { card: TenantCard }) {
  const install = card.install_url && safeHref(card.install_url);
  return (
    <div
      role="status"
      className="col-span-full flex flex-wrap items-center gap-x-3 gap-y-2 border-b border-line bg-lamp-wash px-4 py-2 text-sm text-lamp"
    >
      <PlugZap className="size-4 shrink-0" aria-hidden="true" />
      <span className="min-w-0 flex-1 basis-64">
        The bot was removed from your server. Everything kept so far can be read and nothing is lost; sending
        and moderating wait until it is back.
      </span>
      {install && (
        <a href={install} target="_blank" rel="noreferrer noopener" className={buttonClass('quiet', 'sm')}>
          Install again
          <ExternalLink className="size-3.5" aria-hidden="true" />
          <span className="sr-only">, opens Discord in a new tab</span>
        </a>
      )}
    </div>
  );
}
