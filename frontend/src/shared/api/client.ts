import createClient from 'openapi-fetch';
import type { components, paths } from './schema.gen';

export type Schemas = components['schemas'];
export type Problem = Schemas['Problem'];

/** What the server refused, in its own words: `problem.detail` is a sentence to show. */
export class ApiError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail || problem.title);
    this.name = 'ApiError';
  }
  get status(): number {
    return this.problem.status;
  }
  get code(): string {
    return this.problem.code;
  }
}

const PLAIN: Record<number, string> = {
  401: 'Your session has ended. Sign in again.',
  403: 'You are not allowed to do that.',
  404: 'That is not here (any more).',
  413: 'That is too large to send.',
  429: 'Too many requests at once. Wait a moment and try again.',
  502: 'The server could not be reached. Try again in a moment.',
  503: 'Snowflake is not available right now. Try again in a moment.',
};

/** Any refusal as a Problem: proxies answer with HTML or nothing, and those deserve a sentence too. */
export function toProblem(body: unknown, response: Pick<Response, 'status' | 'statusText'>): Problem {
  const { status } = response;
  const given = typeof body === 'object' && body !== null ? (body as Partial<Problem>) : {};
  const title = given.title || response.statusText || `HTTP ${status}`;
  const detail = given.detail || PLAIN[status] || (status >= 500 ? 'The server failed. Try again.' : title);
  return {
    ...given,
    type: given.type ?? 'about:blank',
    title,
    status: given.status ?? status,
    detail,
    code: given.code ?? '',
    request_id: given.request_id ?? '',
  };
}

const OFFLINE: Problem = {
  type: 'about:blank',
  title: 'No connection',
  status: 0,
  code: 'client.offline',
  request_id: '',
  detail: 'Snowflake could not be reached. Check your connection and try again.',
};

export const api = createClient<paths>({
  baseUrl: typeof location === 'undefined' ? '/' : location.origin,
  credentials: 'same-origin',
  fetch: (request) => globalThis.fetch(request),
});

/** The answer's data, or an ApiError; a network failure is an ApiError of status 0. */
export async function unwrap<T>(
  call: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<T> {
  let answer: { data?: T; error?: unknown; response: Response };
  try {
    answer = await call;
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new ApiError(OFFLINE);
  }
  if (!answer.response.ok) throw new ApiError(toProblem(answer.error, answer.response));
  return answer.data as T;
}

/** A sentence for people, whatever was thrown. */
export function explain(error: unknown): string {
  if (error instanceof ApiError) return error.problem.detail || error.problem.title;
  return error instanceof Error && error.message ? error.message : 'Something went wrong. Try again.';
}
