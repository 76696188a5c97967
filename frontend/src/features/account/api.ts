import { queryOptions } from '@tanstack/react-query';
import { api, unwrap, type Schemas } from '#/shared/api/client';

export type Session = Schemas['SessionCard'];

export const sessionsQuery = queryOptions({
  queryKey: ['me', 'sessions'],
  queryFn: async () => (await unwrap(api.GET('/api/me/sessions'))).items,
});

export const endSession = (id: string) =>
  unwrap(api.DELETE('/api/me/sessions/{id}', { params: { path: { id } } }));

export const endSessions = (keepCurrent: boolean) =>
  unwrap(api.POST('/api/me/sessions/end', { body: { keep_current: keepCurrent } }));

/** "Firefox on Windows", as far as it is known. */
export function deviceName(s: Pick<Session, 'browser' | 'platform'>): string {
  if (s.browser && s.platform) return `${s.browser} on ${s.platform}`;
  return s.browser ?? s.platform ?? 'Unknown browser';
}
