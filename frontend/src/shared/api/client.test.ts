import { describe, expect, it } from 'vitest';
import { ApiError, explain, toProblem, unwrap } from './client';

const answer = (status: number, statusText = '') => ({ status, statusText }) as Response;

describe('what the server refuses', () => {
  it('keeps the code, the sentence and the fields', async () => {
    const problem = {
      type: 'about:blank',
      title: 'Unprocessable',
      status: 422,
      code: 'publishing.invalid_message',
      detail: 'The title is too long.',
      errors: [{ field: 'message.embeds[0].title', detail: 'At most 256.' }],
    };
    const call = unwrap(Promise.resolve({ error: problem, response: new Response(null, { status: 422 }) }));
    const error = await call.catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ status: 422, code: 'publishing.invalid_message' });
    expect(explain(error)).toBe('The title is too long.');
    expect((error as ApiError).problem.errors).toEqual(problem.errors);
  });

  it('finds a sentence for a proxy that answers with HTML or nothing', () => {
    expect(toProblem('<html>', answer(502, 'Bad Gateway')).detail).toMatch(/could not be reached/);
    expect(toProblem(undefined, answer(503)).detail).toMatch(/not available/);
    expect(toProblem(undefined, answer(500)).detail).toMatch(/failed/);
    expect(toProblem(undefined, answer(418, "I'm a teapot")).detail).toBe("I'm a teapot");
  });

  it('is a refusal even when the body is empty', async () => {
    const call = unwrap(Promise.resolve({ response: new Response(null, { status: 429 }) }));
    await expect(call).rejects.toMatchObject({ status: 429 });
  });

  it('says that there is no connection when the network fails', async () => {
    const error = await unwrap(Promise.reject(new TypeError('Failed to fetch'))).catch((e: unknown) => e);
    expect(error).toMatchObject({ status: 0, code: 'client.offline' });
    expect(explain(error)).toMatch(/connection/);
  });

  it('passes data through, and nothing for 204', async () => {
    await expect(unwrap(Promise.resolve({ data: 1, response: new Response() }))).resolves.toBe(1);
    await expect(
      unwrap(Promise.resolve({ response: new Response(null, { status: 204 }) })),
    ).resolves.toBeUndefined();
  });
});
