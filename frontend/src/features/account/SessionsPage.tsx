import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { Button } from '#/shared/ui/button';
import { Dialog } from '#/shared/ui/dialog';
import { Logo } from '#/shared/ui/Logo';
import { Page, Panel } from '#/shared/ui/page';
import { Failure, RowSkeletons } from '#/shared/ui/states';
import { toastError, toasts } from '#/shared/ui/toast';
import { deviceName, endSession, endSessions, sessionsQuery, type Session } from './api';
import { SessionRow } from './SessionRow';

/** Where one is signed in; `onSignedOut` leads away once this browser is signed out too. */
export function SessionsPage({ account, onSignedOut }: { account: ReactNode; onSignedOut: () => void }) {
  const qc = useQueryClient();
  const sessions = useQuery(sessionsQuery);
  const [everywhere, setEverywhere] = useState(false);
  const refresh = () => void qc.invalidateQueries({ queryKey: sessionsQuery.queryKey });
  const end = useMutation({
    mutationFn: (s: Session) => endSession(s.id),
    onSuccess: (_, s) => toasts.add({ title: `${deviceName(s)} is signed out` }),
    onError: (error, s) => toastError(`${deviceName(s)} may still be signed in`, error),
    onSettled: refresh,
  });
  const endAll = useMutation({
    mutationFn: endSessions,
    onSuccess: ({ ended }, keptThis) => {
      if (!keptThis) return onSignedOut();
      toasts.add({ title: ended === 1 ? '1 other browser is signed out' : `${ended} others are signed out` });
      refresh();
    },
    onError: (error) => toastError('Nothing was signed out', error),
    onSettled: () => setEverywhere(false),
  });
  const others = sessions.data?.filter((s) => !s.current).length ?? 0;
  return (
    <div className="flex h-full flex-col">
      <header className="flex h-13 shrink-0 items-center gap-2 border-b border-line bg-firn px-4">
        <Link to="/app" className="flex min-h-11 items-center gap-2" aria-label="Snowflake home">
          <Logo />
          <span className="sharp text-lg font-[650]">Snowflake</span>
        </Link>
        <span className="ml-auto">{account}</span>
      </header>
      <main className="min-h-0 flex-1 overflow-y-auto">
        <Page
          title="Sessions"
          lead="Every browser where you are signed in. Don't know one? Sign it out."
          width="max-w-3xl"
        >
          <Panel
            title="Signed in"
            aside={
              <Button
                size="sm"
                variant="danger"
                disabled={!sessions.data}
                onClick={() => setEverywhere(true)}
              >
                Sign out everywhere
              </Button>
            }
          >
            {sessions.error && !sessions.data ? (
              <Failure error={sessions.error} what="Sessions can't be loaded" retry={sessions.refetch} />
            ) : sessions.data ? (
              <ul aria-label="Sessions" className="divide-y divide-line">
                {sessions.data.map((s) => (
                  <SessionRow key={s.id} s={s} busy={end.isPending} onEnd={() => end.mutate(s)} />
                ))}
              </ul>
            ) : (
              <RowSkeletons rows={2} label="Loading sessions" />
            )}
          </Panel>
          <p className="text-sm text-mist">
            A session ends by itself after 12 hours without use, and after 30 days in any case. Browser and
            network are what was told at sign-in: a hint, not a proof.
          </p>
        </Page>
      </main>
      {everywhere && (
        <Dialog
          title="Sign out everywhere?"
          description={
            others
              ? 'Each browser has to sign in with Discord again.'
              : 'Only this browser is signed in. It has to sign in with Discord again.'
          }
          onClose={() => setEverywhere(false)}
        >
          <div className="flex flex-wrap justify-end gap-2 p-5">
            <Button onClick={() => setEverywhere(false)}>Cancel</Button>
            {others > 0 && (
              <Button disabled={endAll.isPending} onClick={() => endAll.mutate(true)}>
                All but this browser
              </Button>
            )}
            <Button variant="danger" disabled={endAll.isPending} onClick={() => endAll.mutate(false)}>
              This one too
            </Button>
          </div>
        </Dialog>
      )}
    </div>
  );
}
