import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Answer {
  status?: number;
  body?: unknown;
}
type Handler = (request: IncomingMessage, url: URL) => Answer;

/** Answers by "METHOD /path"; what is not listed is a 404 problem, as on the real server. */
export type Routes = Record<string, Answer | Handler>;

/** A real HTTP server on a free port, for pages to be tested over the wire that they speak. */
export class Panel {
  routes: Routes = {};
  readonly seen: string[] = [];
  private server: Server | undefined;

  async start(): Promise<string> {
    const server = createServer((request, response) => {
      const url = new URL(request.url ?? '/', 'http://panel');
      const key = `${request.method} ${url.pathname}`;
      this.seen.push(`${request.method} ${url.pathname}${url.search}`);
      const route = this.routes[key] ?? problem(404, 'Not here.');
      const { status = 200, body } = typeof route === 'function' ? route(request, url) : route;
      response.writeHead(status, {
        'Content-Type': status < 400 ? 'application/json' : 'application/problem+json',
      });
      response.end(body === undefined ? '' : JSON.stringify(body));
    });
    this.server = server;
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((done) => this.server?.close(done));
  }
}

export const problem = (status: number, detail: string, code = 'test.refused'): Answer => ({
  status,
  body: { type: 'about:blank', title: 'Refused', status, code, detail, request_id: 'req-1' },
});
