import { useEffect } from 'react';
import { create } from 'zustand';
import { useFrame } from '#/shared/realtime/live';

/** How many messages came into each channel while it was not on screen, since this page was opened. */
export const useUnread = create<{ counts: Readonly<Record<string, number>>; watching: string | null }>(
  () => ({
    counts: {},
    watching: null,
  }),
);

export function watchChannel(channel: string | null): void {
  useUnread.setState((s) => {
    if (!channel || !s.counts[channel]) return { watching: channel };
    const counts = { ...s.counts };
    delete counts[channel];
    return { watching: channel, counts };
  });
}

/** Counts for as long as it is mounted: the shell does, so that other pages count too. */
export function useUnreadCounting(tenant: string): void {
  useEffect(() => () => useUnread.setState({ counts: {} }), [tenant]);
  useFrame('message.created', (m) => {
    useUnread.setState((s) =>
      s.watching === m.channel_id && document.visibilityState === 'visible'
        ? s
        : { counts: { ...s.counts, [m.channel_id]: (s.counts[m.channel_id] ?? 0) + 1 } },
    );
  });
}
