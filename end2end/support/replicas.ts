/**
 * Two replicas of the console behind nginx, with sessions in Redis or Valkey and a control plane of their own, as on a
 * Sovereign. All of it listens on loopback only.
 *
 * The second replica is a backup: everything goes to the first one until that is killed.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { binary, end, printed } from './server.ts';

/** Servers are not always on the path of those who may not administer the machine. */
const path = [process.env.PATH ?? '', '/usr/sbin', '/usr/local/sbin'].join(delimiter);
const isThere = (program: string): boolean => path.split(delimiter).some((folder) => existsSync(join(folder, program)));
const sessionServer = ['valkey-server', 'redis-server'].find(isThere);

/** Whether this machine has what it takes. */
export const canReplicate = isThere('nginx') && sessionServer !== undefined;

async function freePort(): Promise<number> {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as AddressInfo;
  listener.close();
  await once(listener, 'close');
  return port;
}

/** Waits for a server that does not say when it listens. */
async function listens(port: number, server: ChildProcess): Promise<void> {
  for (;;) {
    if (server.exitCode !== null) throw new Error(`a server ended with ${server.exitCode} before it listened`);
    const socket = connect(port, '127.0.0.1');
    const open = await once(socket, 'connect').then(() => true, () => false);
    socket.destroy();
    if (open) return;
    await setTimeout(50);
  }
}

const gateway = (folder: string, port: number, replicas: number[]): string => `
daemon off;
pid ${folder}/nginx.pid;
error_log stderr crit;
events {}
http {
  access_log off;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  upstream consoles {
    server 127.0.0.1:${replicas[0]};
    server 127.0.0.1:${replicas[1]} backup;
  }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://consoles;
      proxy_http_version 1.1;
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $remote_addr;
      proxy_set_header Connection "";
      proxy_buffering off;
      proxy_read_timeout 1h;
    }
  }
}
`;

export class Replicas {
  private constructor(
    /** Where browsers come in. */
    readonly origin: string,
    /** A one-time link, which only the replica that printed it knows. */
    readonly link: string,
    private readonly first: ChildProcess,
    private readonly store: ChildProcess,
    private readonly others: ChildProcess[],
    private readonly folder: string,
  ) {}

  static async start(): Promise<Replicas> {
    const folder = mkdtempSync(join(tmpdir(), 'catalyst-replicas-'));
    const [port, sessions, first, second] = [await freePort(), await freePort(), await freePort(), await freePort()];
    const origin = `http://127.0.0.1:${port}`;
    const [token, key, config] = [join(folder, 'token'), join(folder, 'session-key'), join(folder, 'nginx.conf')];
    writeFileSync(key, '7'.repeat(64), { mode: 0o600 });
    writeFileSync(config, gateway(folder, port, [first, second]));
    const run = (program: string, flags: string[]): ChildProcess =>
      spawn(program, flags, { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, PATH: path } });

    const store = run(sessionServer!, ['--port', String(sessions), '--bind', '127.0.0.1', '--save', '', '--dir', folder]);
    await listens(sessions, store);
    store.stdout!.resume();
    const plane = run(binary, [
      ...['control-plane', '--listen', '127.0.0.1:0', '--log-filter', 'error', '--data-dir', join(folder, 'data')],
      ...['--speed', '20', '--token-file', token],
    ]);
    const controlPlane = await printed(plane, /http:\/\/\S+/);
    const replica = (listen: number): ChildProcess =>
      run(binary, [
        ...['--listen', `127.0.0.1:${listen}`, '--public-url', origin, '--trusted-proxies', '127.0.0.1'],
        ...['--session-store', `redis://127.0.0.1:${sessions}`, '--session-key-file', key, '--log-filter', 'error'],
        ...['--control-plane', controlPlane, '--control-plane-token-file', token],
      ]);
    const consoles = [replica(first), replica(second)];
    const [link] = await Promise.all(consoles.map((console) => printed(console, /http\S+\/auth\/link\?token=\S+/)));
    const nginx = run('nginx', ['-c', config, '-e', 'stderr']);
    await listens(port, nginx);
    return new Replicas(origin, link!, consoles[0]!, store, [nginx, consoles[1]!, plane], folder);
  }

  /** The replica that serves everybody goes away without a word. */
  async killTheFirst(): Promise<void> {
    const ended = once(this.first, 'exit');
    this.first.kill('SIGKILL');
    await ended;
  }

  /** The session store stands still: connections open, and nothing is answered. */
  haltSessions(): void {
    this.store.kill('SIGSTOP');
  }

  /** It goes on where it stood. */
  resumeSessions(): void {
    this.store.kill('SIGCONT');
  }

  async stop(): Promise<void> {
    this.resumeSessions();
    if (this.first.signalCode === null) await end(this.first);
    for (const other of [...this.others, this.store]) await end(other);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
