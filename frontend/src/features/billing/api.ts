import { queryOptions } from '@tanstack/react-query';
import { api, unwrap, type Schemas } from '#/shared/api/client';

export const billingQuery = (tenant: string) =>
  queryOptions({
    queryKey: ['t', tenant, 'billing'],
    queryFn: () => unwrap(api.GET('/api/v1/tenants/{tenant}/billing', { params: { path: { tenant } } })),
  });

export type Plan = Schemas['BuyPlan']['plan'];

export const openCheckout = (tenant: string, plan: Plan) =>
  unwrap(
    api.POST('/api/v1/tenants/{tenant}/billing/checkout', {
      params: { path: { tenant } },
      body: { plan },
    }),
  );

export const openPortal = (tenant: string) =>
  unwrap(api.POST('/api/v1/tenants/{tenant}/billing/portal', { params: { path: { tenant } } }));
