import { useQueryClient } from '@tanstack/react-query';
import { useRouter, useSearch } from '@tanstack/react-router';
import { CircleAlert } from 'lucide-react';
import { useEffect, useState } from 'react';
import { explain } from '#/shared/api/client';
import { meQuery } from '#/shared/api/queries';
import { useDocumentTitle } from '#/shared/lib/useDocumentTitle';
import { buttonClass } from '#/shared/ui/button';
import { finishSignIn, isForWebhook } from './finishSignIn';
import { Frame } from './Frame';
import { reasonText } from './reasons';

export function CallbackPage() {
  const { code, state, error } = useSearch({ from: '/auth/callback' });
  const qc = useQueryClient();
  const { history } = useRouter();
  const hook = isForWebhook(state);
  useDocumentTitle(hook ? 'Adding a webhook' : 'Signing in');
  const [failure, setFailure] = useState<string | null>(null);
  const refused = !error
    ? null
    : hook
      ? 'You did not choose a channel, so no webhook was made.'
      : (reasonText(error === 'access_denied' ? 'denied' : 'failed')?.text ?? null);
  const broken = !error && !(code && state) ? 'This address is not complete. Start the sign-in again.' : null;

  useEffect(() => {
    if (!code || !state || error) return;
    let here = true;
    finishSignIn(code, state).then(
      (next) => {
        if (!here) return;
        qc.removeQueries({ queryKey: meQuery.queryKey });
        history.replace(next);
      },
      (cause: unknown) => {
        if (here) setFailure(explain(cause));
      },
    );
    return () => {
      here = false;
    };
  }, [code, state, error, qc, history]);

  const said = refused ?? broken ?? failure;
  return (
    <Frame>
      {said ? (
        <>
          <h1 className="flex items-center gap-2.5 text-xl font-[600]">
            <CircleAlert className="size-5 text-ember" aria-hidden="true" />
            {hook ? 'No webhook was added' : 'You are not signed in'}
          </h1>
          <p className="mt-2 text-mist" role="alert">
            {said}
          </p>
          <a href={hook ? '/app' : '/sign-in'} className={buttonClass('primary', 'md', 'mt-6')}>
            {hook ? 'Back to your communities' : 'Back to sign in'}
          </a>
        </>
      ) : (
        <div role="status">
          <h1 className="text-xl font-[600]">{hook ? 'Adding the webhook…' : 'Signing you in…'}</h1>
          <p className="mt-2 text-mist">Discord said yes. One moment.</p>
          <div className="skeleton mt-6 h-2 w-full" />
        </div>
      )}
    </Frame>
  );
}
