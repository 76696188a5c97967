import { useMutation, useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { Check, CreditCard } from 'lucide-react';
import { ApiError } from '#/shared/api/client';
import { safeHref } from '#/shared/discord/markdown';
import { fmt } from '#/shared/lib/format';
import { useTenant } from '#/shared/lib/useTenant';
import { Button } from '#/shared/ui/button';
import { Page, Panel } from '#/shared/ui/page';
import { Empty, Failure, RowSkeletons } from '#/shared/ui/states';
import { toastError } from '#/shared/ui/toast';
import { billingQuery, openCheckout, openPortal, type Plan } from './api';

/** How often to look whether the payment is confirmed, a second apart. */
const PATIENCE = 30;

export function BillingPage() {
  const { slug: tenant, may } = useTenant();
  const { paid } = useSearch({ from: '/app/$tenant/billing' });
  // Back from the payment page, the plan changes as soon as the provider has told the server.
  const waits = (plan: string | undefined) => paid !== undefined && plan === 'starter';
  const billing = useQuery({
    ...billingQuery(tenant),
    refetchInterval: (q) => (waits(q.state.data?.plan) && q.state.dataUpdateCount < PATIENCE ? 1000 : false),
  });
  const owner = may('manage_billing');
  // Stripe's pages are another site: the browser leaves, and comes back here when done.
  const leave = useMutation({
    mutationFn: (plan: Plan | null) => (plan ? openCheckout(tenant, plan) : openPortal(tenant)),
    onSuccess: ({ url }) => {
      const href = safeHref(url);
      if (href) location.assign(href);
    },
    onError: (error) => toastError('The payment page did not open', error),
  });
  const { data, error } = billing;
  const subscribed = data?.status === 'active' || data?.status === 'past_due';
  const absent = error instanceof ApiError && error.status === 404;
  return (
    <Page title="Billing" lead="Your plan and what it holds." width="max-w-4xl">
      {absent ? (
        <div className="panel">
          <Empty icon={<CreditCard className="size-6" />} title="Billing is not set up here">
            This installation has no payment provider, so everything is included.
          </Empty>
        </div>
      ) : error && !data ? (
        <div className="panel">
          <Failure error={error} what="Billing can't be loaded" retry={billing.refetch} />
        </div>
      ) : !data ? (
        <div className="panel">
          <RowSkeletons rows={3} label="Loading billing" />
        </div>
      ) : (
        <>
          <Panel
            title="Now"
            aside={
              owner &&
              data.status !== 'none' && (
                <Button size="sm" disabled={leave.isPending} onClick={() => leave.mutate(null)}>
                  Invoices and payment
                </Button>
              )
            }
          >
            <p className="p-4">
              <b className="font-[560]">{data.plans.find((p) => p.id === data.plan)?.name ?? data.plan}</b>
              <span className="text-mist">
                {' '}
                · {data.status === 'none' ? 'no subscription' : data.status.replaceAll('_', ' ')}
                {data.renews_at && ` · renews ${fmt.full(data.renews_at)}`}
              </span>
              {waits(data.plan) && (
                <span role="status" className="mt-1 block text-sm text-mist">
                  Thank you. The new plan shows here as soon as the payment is confirmed.
                </span>
              )}
              {data.status === 'past_due' && (
                <span className="mt-1 block text-sm text-lamp">
                  The last payment failed. Update the card under “Invoices and payment”.
                </span>
              )}
              {!owner && (
                <span className="mt-1 block text-sm text-mist">Only an owner can change the plan.</span>
              )}
            </p>
          </Panel>
          <ul aria-label="Plans" className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
            {data.plans.map((p) => (
              <li key={p.id} className="panel flex flex-col p-4">
                <h2 className="text-lg font-[580]">{p.name}</h2>
                <p className="sharp num mt-1 text-xl font-[560]">
                  {p.price_cents === 0 ? 'Free' : fmt.money(p.price_cents, p.currency)}
                  {p.price_cents > 0 && <span className="text-sm font-[400] text-mist"> a month</span>}
                </p>
                <ul className="mt-3 mb-4 flex-1 space-y-1.5 text-sm text-mist">
                  {p.features.map((f) => (
                    <li key={f} className="flex gap-2">
                      <Check className="mt-0.5 size-4 shrink-0 text-aurora" aria-hidden="true" />
                      {f}
                    </li>
                  ))}
                </ul>
                {p.id === data.plan ? (
                  <span className="text-sm text-glacier">Your plan</span>
                ) : (
                  owner &&
                  (subscribed || p.price_cents > 0) && (
                    <Button
                      variant={subscribed ? 'quiet' : 'primary'}
                      disabled={leave.isPending}
                      onClick={() => leave.mutate(subscribed ? null : p.id)}
                    >
                      {subscribed ? 'Change to' : 'Choose'} {p.name}
                    </Button>
                  )
                )}
              </li>
            ))}
          </ul>
        </>
      )}
    </Page>
  );
}
