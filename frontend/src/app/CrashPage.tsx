import { useQueryErrorResetBoundary } from '@tanstack/react-query';
import { useRouter, type ErrorComponentProps } from '@tanstack/react-router';
import { explain } from '#/shared/api/client';
import { Button, buttonClass } from '#/shared/ui/button';

/** What people see when a page failed: the cause in a sentence, and two ways on. */
export function CrashPage({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const { reset: resetQueries } = useQueryErrorResetBoundary();
  return (
    <div className="grid h-full place-items-center p-8 text-center">
      <div className="max-w-md" role="alert">
        <h1 className="text-xl font-[600]">This page ran into trouble</h1>
        <p className="mt-2 text-mist">{explain(error)}</p>
        <div className="mt-5 flex justify-center gap-2">
          <Button
            variant="primary"
            onClick={() => {
              resetQueries();
              reset();
              void router.invalidate();
            }}
          >
            Try again
          </Button>
          <a href="/app" className={buttonClass('quiet')}>
            Back to the dashboard
          </a>
        </div>
      </div>
    </div>
  );
}
