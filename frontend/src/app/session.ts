import type { QueryClient } from '@tanstack/react-query';
import { redirect } from '@tanstack/react-router';
import { ApiError } from '#/shared/api/client';
import { meQuery, type Me } from '#/shared/api/queries';

/** Who is signed in; nobody leads to the sign-in page with the way back. */
export async function requireMe(queryClient: QueryClient, href: string): Promise<Me> {
  try {
    return await queryClient.ensureQueryData(meQuery);
  } catch (error) {
    if (error instanceof ApiError && error.status === 401)
      throw redirect({ to: '/sign-in', search: { next: href }, replace: true });
    throw error;
  }
}
