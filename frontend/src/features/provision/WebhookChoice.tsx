import type { Schemas } from '#/shared/api/client';

const MOST = 10;

/** Channels where the bot makes a webhook at once; none unless somebody chooses some. */
export function WebhookChoice({
  channels,
  chosen,
  onChoose,
}: {
  channels: Schemas['SeedableChannel'][];
  chosen: string[];
  onChoose: (channels: string[]) => void;
}) {
  if (channels.length === 0) return null;
  const full = chosen.length >= MOST;
  return (
    <details className="rounded-md border border-line">
      <summary className="flex min-h-11 cursor-pointer items-center gap-2 px-3 text-sm">
        Webhooks
        <span className="text-mist">
          {chosen.length === 0 ? 'none, you can add some later' : `in ${chosen.length} of ${MOST} channels`}
        </span>
      </summary>
      <fieldset className="max-h-56 overflow-y-auto border-t border-line px-3 py-1">
        <legend className="sr-only">Channels where the bot makes a webhook</legend>
        {channels.map((c) => {
          const on = chosen.includes(c.id);
          return (
            <label key={c.id} className="flex min-h-9 items-center gap-2.5 pointer-coarse:min-h-11">
              <input
                type="checkbox"
                checked={on}
                disabled={!c.may_seed || (full && !on)}
                onChange={() => onChoose(on ? chosen.filter((x) => x !== c.id) : [...chosen, c.id])}
                className="size-4 accent-glacier"
              />
              <span className={c.may_seed ? '' : 'text-haze'}>
                #{c.name}
                {!c.may_seed && ' (the bot may not manage webhooks here)'}
              </span>
            </label>
          );
        })}
      </fieldset>
    </details>
  );
}
