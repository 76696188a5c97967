export interface Reason {
  text: string;
  bad: boolean;
}

const REASONS: Readonly<Record<string, Reason>> = {
  denied: {
    text: 'You did not let Discord share your name and servers. Without them nobody can be signed in: try again and choose Authorize.',
    bad: true,
  },
  expired: { text: 'Your session has ended. Sign in again and you are back where you were.', bad: true },
  failed: { text: 'Discord could not finish the sign-in. Try again in a moment.', bad: true },
  'signed-out': { text: 'You are signed out.', bad: false },
};

/** What an address like ?reason=denied means; unknown words say nothing. */
export const reasonText = (reason: string | undefined): Reason | null =>
  (reason !== undefined && Object.hasOwn(REASONS, reason) && REASONS[reason]) || null;
