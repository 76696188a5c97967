import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ListChecks, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { meQuery } from '#/shared/api/queries';
import { useTenant } from '#/shared/lib/useTenant';
import { Button, buttonClass } from '#/shared/ui/button';
import { factsQuery } from './api';
import { isOver, setOver, stepsOf } from './steps';

/** One line on the home page while first steps are left; once sent away it doesn't come back. */
export function FirstSteps() {
  const { slug: tenant, card, may } = useTenant();
  const { data: me } = useQuery(meQuery);
  const user = me?.user.id ?? '';
  const [gone, setGone] = useState(false);
  const wanted = may('manage_settings') && user !== '' && !gone && !isOver(tenant, user);
  const { data } = useQuery({
    ...factsQuery(tenant, card?.guild_id ?? ''),
    enabled: wanted && card !== undefined,
    refetchInterval: false,
  });
  const steps = data ? stepsOf(data) : [];
  const left = steps.filter((s) => !s.done);
  const finished = data !== undefined && left.length === 0;
  useEffect(() => {
    if (finished) setOver(tenant, user, true);
  }, [finished, tenant, user]);
  if (!wanted || !data || finished) return null;
  return (
    <section
      aria-label="First steps"
      className="mx-auto flex max-w-[84rem] flex-wrap items-center gap-x-3 gap-y-2 px-4 pt-4 md:px-7"
    >
      <div className="panel flex w-full flex-wrap items-center gap-x-3 gap-y-2 px-4 py-3">
        <ListChecks className="size-5 shrink-0 text-glacier" aria-hidden="true" />
        <p className="min-w-0 flex-1 basis-48">
          <span className="font-[560]">
            First steps: {steps.length - left.length} of {steps.length} done.
          </span>{' '}
          <span className="text-mist">Next: {left[0]?.title.toLowerCase()}.</span>
        </p>
        <Link to="/app/$tenant/welcome" params={{ tenant }} className={buttonClass('quiet', 'sm')}>
          Go on
        </Link>
        <Button
          variant="ghost"
          size="icon"
          aria-label="Don't show the first steps again"
          onClick={() => {
            setOver(tenant, user, true);
            setGone(true);
          }}
        >
          <X className="size-4" aria-hidden="true" />
        </Button>
      </div>
    </section>
  );
}
