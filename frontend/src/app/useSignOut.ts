import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { api, ApiError, unwrap } from '#/shared/api/client';
import { toastError } from '#/shared/ui/toast';

/** Ends the session on the server; the page forgets what it knew only once that is done. */
export function useSignOut(): () => void {
  const qc = useQueryClient();
  const navigate = useNavigate();
  return () => {
    void (async () => {
      try {
        await unwrap(api.POST('/auth/logout'));
      } catch (error) {
        if (!(error instanceof ApiError && error.status === 401)) {
          toastError('You are still signed in', error);
          return;
        }
      }
      await navigate({ to: '/sign-in', search: { reason: 'signed-out' } });
      qc.clear();
    })();
  };
}
