import { CSPProvider } from '@base-ui/react/csp-provider';
import { Tooltip } from '@base-ui/react/tooltip';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { Toaster } from '#/shared/ui/toast';
import { queryClient, router } from './router';

export function Providers() {
  return (
    <CSPProvider disableStyleElements>
      <QueryClientProvider client={queryClient}>
        <Tooltip.Provider delay={250}>
          <RouterProvider router={router} />
          <Toaster follow={(href) => router.history.push(href)} />
        </Tooltip.Provider>
      </QueryClientProvider>
    </CSPProvider>
  );
}
