import { create } from 'zustand';

export interface TimeoutTarget {
  id: string;
  name: string;
  avatar_url: string | null;
}

/** Any page may ask for the time-out dialog; the shell shows the one of the moderation feature. */
export const useTimeoutRequest = create<{ target: TimeoutTarget | null }>(() => ({ target: null }));
export const askTimeout = (target: TimeoutTarget): void => useTimeoutRequest.setState({ target });
export const closeTimeout = (): void => useTimeoutRequest.setState({ target: null });
