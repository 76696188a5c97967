import { useSearch } from '@tanstack/react-router';
import { CircleAlert, Info } from 'lucide-react';
import { localPath } from '#/shared/lib/localPath';
import { useDocumentTitle } from '#/shared/lib/useDocumentTitle';
import { buttonClass } from '#/shared/ui/button';
import { Frame } from './Frame';
import { reasonText } from './reasons';

export function SignInPage() {
  useDocumentTitle('Sign in');
  const { next, reason } = useSearch({ from: '/sign-in' });
  const said = reasonText(reason);
  return (
    <Frame>
      <h1 className="text-2xl font-[620]">Keep watch over your community</h1>
      <p className="mt-2 text-mist">
        Messages as they are written, moderation with a record, and embeds that look right before they are
        sent.
      </p>
      {said && (
        <p
          role={said.bad ? 'alert' : 'status'}
          className={`mt-5 flex gap-2.5 rounded-md border px-3 py-2.5 text-sm ${said.bad ? 'border-ember/60 bg-ember-wash text-ember' : 'border-line-strong text-mist'}`}
        >
          {said.bad ? (
            <CircleAlert className="mt-0.5 size-4 shrink-0" aria-hidden="true" />
          ) : (
            <Info className="mt-0.5 size-4 shrink-0" aria-hidden="true" />
          )}
          {said.text}
        </p>
      )}
      <a
        href={`/auth/discord?next=${encodeURIComponent(localPath(next))}`}
        className={buttonClass('primary', 'md', 'mt-6 h-11 w-full text-base')}
      >
        Sign in with Discord
      </a>
      <p className="mt-4 text-xs text-haze">
        Discord tells us your name and the servers you are in. Your password stays with Discord.
      </p>
    </Frame>
  );
}
