import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Frame } from '#/shared/realtime/frames';
import { useFrame, useFrames, useLiveStatus } from '#/shared/realtime/live';
import { fetchMessages, PAGE } from './api';
import { append, applyFrame, emptyTimeline, merge, prepend, type Timeline } from './timeline';

const POLL = 3000;
/** Live frames kept for a page that is still loading. */
const REMEMBERED = 200;
/** Every so many polls, the last page is read again for edits and deletions. */
const RECHECK = 4;
/** Pages read to catch up after the socket was away; beyond that the end of the channel is read anew. */
const CATCH_UP_PAGES = 4;

async function firstLoad(tenant: string, channel: string, anchor: string | undefined): Promise<Timeline> {
  const line = emptyTimeline(channel);
  if (!anchor) {
    const page = await fetchMessages(tenant, channel, {});
    return prepend(line, page, page.length === PAGE);
  }
  const page = await fetchMessages(tenant, channel, { around: anchor });
  return { ...merge(line, page), hasOlder: page.length > 0, hasNewer: page.length > 0 };
}

export interface TimelineControl {
  line: Timeline | undefined;
  error: Error | null;
  retry: () => unknown;
  loadOlder: () => Promise<void>;
  loadNewer: () => Promise<void>;
  loadingOlder: boolean;
  olderFailed: boolean;
}

/** One channel's messages at its end, or around an anchor, kept up to date by the socket or by polling. */
export function useTimeline(tenant: string, channel: string, anchor: string | undefined): TimelineControl {
  const qc = useQueryClient();
  const recent = useRef<Frame[]>([]);
  const key = useMemo(
    () => ['t', tenant, 'timeline', channel, anchor ?? 'end'] as const,
    [tenant, channel, anchor],
  );
  const { data, error, refetch } = useQuery({
    queryKey: key,
    // Frames that came in while the page was on its way are told again: they say the same twice or something new.
    queryFn: async () => recent.current.reduce(applyFrame, await firstLoad(tenant, channel, anchor)),
    enabled: channel !== '',
    staleTime: Infinity,
    gcTime: 60_000,
    refetchOnMount: 'always',
  });
  const update = useCallback(
    (change: (line: Timeline) => Timeline) =>
      qc.setQueryData<Timeline>(key, (line) => (line ? change(line) : line)),
    [qc, key],
  );

  useFrames((frame) => {
    if (!frame.type.startsWith('message.')) return;
    recent.current = [...recent.current.slice(-REMEMBERED), frame];
    update((line) => applyFrame(line, frame));
  });

  const busy = useRef({ older: false, newer: false });
  const [loadingOlder, setLoadingOlder] = useState(false);
  const [olderFailed, setOlderFailed] = useState(false);
  const current = useRef(data);
  useEffect(() => {
    current.current = data;
  });

  /** What was indexed behind our back: put beside what is on screen where the two meet, else read anew. */
  const lookAgain = async () => {
    const page = await fetchMessages(tenant, channel, {});
    const known = new Set(current.current?.items.map((m) => m.id));
    if (!page.some((m) => known.has(m.id))) return void refetch();
    update((line) => ({ ...merge(line, page), hasOlder: line.hasOlder || page.length === PAGE }));
  };

  useFrame('history.read', ({ channels }) => {
    if (!anchor && channels.includes(channel)) void lookAgain().catch(() => undefined);
  });

  const loadOlder = useCallback(async () => {
    const first = current.current?.items[0];
    if (!first || !current.current?.hasOlder || busy.current.older) return;
    busy.current.older = true;
    setLoadingOlder(true);
    setOlderFailed(false);
    try {
      const page = await fetchMessages(tenant, channel, { before: first.id });
      update((line) => prepend(line, page, page.length === PAGE));
    } catch {
      setOlderFailed(true);
    } finally {
      busy.current.older = false;
      setLoadingOlder(false);
    }
  }, [tenant, channel, update]);

  const loadNewer = useCallback(async () => {
    const last = current.current?.items.at(-1);
    if (!last || !current.current?.hasNewer || busy.current.newer) return;
    busy.current.newer = true;
    try {
      const page = await fetchMessages(tenant, channel, { after: last.id });
      update((line) => append(line, page, page.length === PAGE));
    } catch {
      // The next scroll tries again; the messages on screen are still right.
    } finally {
      busy.current.newer = false;
    }
  }, [tenant, channel, update]);

  useCatchUp({ tenant, channel, current, update, refetch });
  return { line: data, error, retry: refetch, loadOlder, loadNewer, loadingOlder, olderFailed };
}

/** While there is no socket, asks every three seconds; when it returns, closes the gap once. */
function useCatchUp({
  tenant,
  channel,
  current,
  update,
  refetch,
}: {
  tenant: string;
  channel: string;
  current: { current: Timeline | undefined };
  update: (change: (line: Timeline) => Timeline) => unknown;
  refetch: () => unknown;
}): void {
  const status = useLiveStatus((s) => s.status);
  const away = status !== 'live';
  const wasAway = useRef(false);
  const catchUp = useCallback(async () => {
    const line = current.current;
    if (!line || line.hasNewer) return;
    let last = line.items.at(-1)?.id;
    for (let n = 0; n < CATCH_UP_PAGES; n++) {
      const page = await fetchMessages(tenant, channel, last ? { after: last } : {});
      update((now) => merge(now, page));
      if (page.length < PAGE) return;
      last = page[0]?.id;
    }
    refetch();
  }, [tenant, channel, current, update, refetch]);

  /** Edits and deletions of what is on screen: `after=` would never tell of them. */
  const recheck = useCallback(async () => {
    const page = await fetchMessages(tenant, channel, {});
    update((line) => (line.hasNewer ? line : mergeKnown(line, page)));
  }, [tenant, channel, update]);

  useEffect(() => {
    if (!away) {
      if (wasAway.current) {
        wasAway.current = false;
        void catchUp()
          .then(recheck)
          .catch(() => undefined);
      }
      return;
    }
    wasAway.current = true;
    let round = 0;
    const id = setInterval(() => {
      round++;
      void (round % RECHECK === 0 ? recheck() : catchUp()).catch(() => undefined);
    }, POLL);
    return () => clearInterval(id);
  }, [away, catchUp, recheck]);
}

function mergeKnown(line: Timeline, page: Timeline['items']): Timeline {
  const known = new Set(line.items.map((m) => m.id));
  return merge(
    line,
    page.filter((m) => known.has(m.id)),
  );
}
