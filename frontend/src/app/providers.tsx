import { CSPProvider } from '@base-ui/react/csp-provider';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { layersProps } from '#/shared/ui/layers';
import { Toaster } from '#/shared/ui/toast';
import { queryClient, router } from './router';

export function Providers() {
  return (
    <CSPProvider disableStyleElements>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
        <div {...layersProps} />
        <Toaster follow={(href) => router.history.push(href)} />
      </QueryClientProvider>
    </CSPProvider>
  );
}
