import { api, unwrap } from '#/shared/api/client';
import { parseFrame, type Frame } from './frames';

export type LiveStatus = 'connecting' | 'live' | 'reconnecting' | 'polling';

const FIRST_WAIT = 800;
const LONGEST_WAIT = 30_000;
/** After this many failed attempts in a row the page stops saying "reconnecting" and says that it polls. */
const PATIENCE = 2;
const REFUSED_ORIGIN = 4403;

/** Exponential with full jitter, in milliseconds: a fleet of tabs must not come back in step. */
export function backoff(attempt: number, random = Math.random): number {
  const ceiling = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** attempt);
  return Math.round(ceiling / 2 + (random() * ceiling) / 2);
}

/** Keeps one socket to the bot open for a tenant until `stop` is called; every try takes a fresh ticket. */
export function openLive(
  tenant: string,
  on: { frame: (frame: Frame) => void; status: (status: LiveStatus) => void },
): () => void {
  let socket: WebSocket | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let stopped = false;

  const failed = () => {
    if (stopped) return;
    socket = null;
    on.status(failures >= PATIENCE ? 'polling' : 'reconnecting');
    timer = setTimeout(() => void connect(), backoff(failures));
    failures++;
  };
  const connect = async () => {
    clearTimeout(timer);
    timer = undefined;
    try {
      const { url, ticket } = await unwrap(api.POST('/api/bot/ws-ticket', { body: { tenant } }));
      if (stopped) return;
      const opening = new WebSocket(url, ['snowflake.v1', `ticket.${ticket}`]);
      socket = opening;
      opening.addEventListener('message', (event) => {
        const frame = parseFrame(event.data);
        if (!frame || stopped) return;
        if (frame.type === 'hello') {
          failures = 0;
          on.status('live');
        }
        on.frame(frame);
      });
      opening.addEventListener('close', (event) => {
        if (event.code === REFUSED_ORIGIN) failures = Math.max(failures, PATIENCE + 3);
        failed();
      });
    } catch {
      failed();
    }
  };
  // A laptop that wakes up, or a network that returns, should not wait out the backoff.
  const hurry = () => {
    if (timer === undefined || document.visibilityState === 'hidden') return;
    failures = Math.min(failures, PATIENCE);
    void connect();
  };
  window.addEventListener('online', hurry);
  document.addEventListener('visibilitychange', hurry);
  on.status('connecting');
  void connect();
  return () => {
    stopped = true;
    clearTimeout(timer);
    window.removeEventListener('online', hurry);
    document.removeEventListener('visibilitychange', hurry);
    socket?.close(1000);
  };
}
