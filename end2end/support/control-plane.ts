/**
 * A control plane on the network whose answers a test can replace: everything else is answered by another console's.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server as Listener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import type { Server } from './server.ts';
import type { Session } from './test.ts';

/** An answer instead of the real one. */
export interface Answer {
  status: number;
  body: unknown;
}

/** What networks and dying servers do to every answer. */
export type Fault =
  /** Connections are accepted and nothing ever comes. */
  | 'silence'
  /** Bytes that are no HTTP. */
  | 'garbage'
  /** Answers that end in the middle. */
  | 'truncation'
  /** 503 for everything. */
  | 'storm'
  /** Answers that are HTTP but not what was asked for. */
  | 'nonsense';

export class ControlPlane {
  private fault?: Fault;
  private readonly answers: Array<{ path: RegExp; answer: Answer }> = [];
  private slow?: { path: RegExp; milliseconds: number };

  private constructor(
    private readonly listener: Listener,
    private readonly behind: Server,
    private readonly session: Session,
  ) {}

  static async start(behind: Server, session: Session): Promise<ControlPlane> {
    const listener = createServer((request, response) => {
      plane.answer(request, response).catch((error: unknown) => response.destroy(error as Error));
    });
    // Longer than the console keeps a connection that it does not use.
    listener.keepAliveTimeout = 120_000;
    const plane = new ControlPlane(listener, behind, session);
    listener.listen(0, '127.0.0.1');
    await once(listener, 'listening');
    return plane;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.listener.address() as AddressInfo).port}`;
  }

  /** Answers requests for these paths so, until {@link behave}. */
  answerWith(path: RegExp, answer: Answer): void {
    this.answers.push({ path, answer });
  }

  /** Takes its time for these paths, as one that is far away does, until {@link behave}. */
  slowDown(path: RegExp, milliseconds: number): void {
    this.slow = { path, milliseconds };
  }

  /** Breaks every connection, and does this to whatever is asked for from now on, until {@link behave}. */
  suffer(fault: Fault): void {
    this.fault = fault;
    this.listener.closeAllConnections();
  }

  /** Breaks every connection, as a process that is killed and started again does. */
  restart(): void {
    this.listener.closeAllConnections();
  }

  /** Answers everything as it should be, at once. */
  behave(): void {
    if (this.fault === 'silence') this.listener.closeAllConnections();
    this.fault = undefined;
    this.answers.length = 0;
    this.slow = undefined;
  }

  async stop(): Promise<void> {
    this.listener.close();
    this.listener.closeAllConnections();
    await once(this.listener, 'close');
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.fault) return fail(response, this.fault);
    const path = request.url ?? '/';
    const replaced = this.answers.find((candidate) => candidate.path.test(path))?.answer;
    if (replaced) {
      response.writeHead(replaced.status, { 'content-type': 'application/json' }).end(JSON.stringify(replaced.body));
      return;
    }
    if (this.slow?.path.test(path)) await setTimeout(this.slow.milliseconds);
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    const real = await fetch(this.behind.origin + path, {
      method: request.method,
      headers: {
        'content-type': 'application/json',
        accept: request.headers.accept ?? '*/*',
        cookie: `${this.session.name}=${this.session.value}`,
        origin: this.behind.origin,
        'x-catalyst-console': '1',
      },
      body: request.method === 'GET' ? undefined : Buffer.concat(await request.toArray()),
      signal: gone.signal,
    });
    response.writeHead(real.status, { 'content-type': real.headers.get('content-type') ?? 'application/json' });
    if (!real.body) return void response.end();
    Readable.fromWeb(real.body as never).on('error', () => response.destroy()).pipe(response);
  }
}

function fail(response: ServerResponse, fault: Fault): void {
  const json = { 'content-type': 'application/json' };
  switch (fault) {
    case 'silence':
      return;
    case 'garbage':
      response.socket?.end(Buffer.from([0, 255, 13, 10, 1, 2, 3, 13, 10, 13, 10]));
      return;
    case 'truncation':
      response.writeHead(200, { ...json, 'content-length': '1000' }).write('{"items": [', () => response.destroy());
      return;
    case 'storm':
      response.writeHead(503, json).end('{"error":"unavailable","detail":"too much to do"}');
      return;
    case 'nonsense':
      response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Some other server</h1>');
  }
}
