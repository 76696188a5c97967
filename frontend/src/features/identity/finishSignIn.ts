import { api, unwrap } from '#/shared/api/client';
import { localPath } from '#/shared/lib/localPath';

const started = new Map<string, Promise<string>>();

/** Whether Discord comes back from a consent to a webhook rather than from a sign-in. */
export const isForWebhook = (state: string | undefined): boolean => state?.startsWith('webhook.') ?? false;

/** Trades code and state for a session or a webhook, once: a code works one time, and effects may run twice. */
export function finishSignIn(code: string, state: string): Promise<string> {
  const known = started.get(state);
  if (known) return known;
  const body = { code, state };
  const asked = isForWebhook(state)
    ? unwrap(api.POST('/auth/discord/webhook/callback', { body }))
    : unwrap(api.POST('/auth/discord/callback', { body }));
  const going = asked.then(({ next }) => localPath(next));
  started.set(state, going);
  return going;
}
