import { api, unwrap } from '#/shared/api/client';
import { localPath } from '#/shared/lib/localPath';

const started = new Map<string, Promise<string>>();

/** Trades code and state for a session, once: Discord's code works one time, and effects may run twice. */
export function finishSignIn(code: string, state: string): Promise<string> {
  const known = started.get(state);
  if (known) return known;
  const going = unwrap(api.POST('/auth/discord/callback', { body: { code, state } })).then(({ next }) =>
    localPath(next),
  );
  started.set(state, going);
  return going;
}
