import { createFileRoute, redirect } from '@tanstack/react-router';

/** The marketing page is the server's; inside the application the root is the dashboard. */
export const Route = createFileRoute('/')({
  beforeLoad: () => {
    throw redirect({ to: '/app', replace: true });
  },
});
