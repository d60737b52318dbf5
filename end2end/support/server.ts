/**
 * Starts the release server on a free port with a data folder of its own, as `cargo xtask run` would.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { IdentityProvider } from './provider.ts';

const root = resolve(import.meta.dirname, '../..');
const target = process.env.CARGO_TARGET_DIR ?? join(root, 'target');
export const binary = process.env.CATALYST_BINARY ?? join(target, 'release/catalyst-console');

export interface ServerOptions {
  /** What the installation starts with. */
  seed?: 'demo' | 'empty';
  /** How many times faster than real time the simulated cluster runs. */
  speed?: number;
  /** Further Blueprint folders. */
  blueprints?: string[];
  /** A control plane to use instead of the embedded one, with the token for it. */
  controlPlane?: { origin: string; token: string };
  /** Signs people in, instead of printed links. */
  provider?: IdentityProvider;
  /** The control plane is a process of its own, as it is on a Sovereign. */
  remote?: boolean;
}

/** Every journey also runs remotely: `CATALYST_REMOTE=1`. */
const remotely = !!process.env.CATALYST_REMOTE;

/** Errors, and the e-mail that the embedded control plane prints. */
const logged = 'error,server::control_plane::mail=info';

const run = (flags: string[]): ChildProcess =>
  spawn(binary, [...flags, '--listen', '127.0.0.1:0', '--log-filter', logged], { stdio: ['ignore', 'pipe', 'pipe'] });

export async function end(process: ChildProcess): Promise<void> {
  if (process.exitCode !== null) return;
  const ended = once(process, 'exit');
  process.kill('SIGTERM');
  await ended;
}

/** Waits for the first line with this in it. */
export async function printed(process: ChildProcess, pattern: RegExp): Promise<string> {
  for await (const line of createInterface({ input: process.stdout! })) {
    const found = pattern.exec(line)?.[0];
    if (found) return found;
  }
  throw new Error(`the program ended with ${process.exitCode} before it printed ${pattern}`);
}

/** The sign-in codes that were sent, by address; whoever waits for one gets the next. */
class CodesByMail {
  private readonly sent = new Map<string, string[]>();
  private readonly waiting = new Map<string, Array<(code: string) => void>>();

  /** Reads the log of a process, and passes on what is no e-mail. */
  readFrom(process: ChildProcess): void {
    createInterface({ input: process.stderr! }).on('line', (line) => {
      const mail = /E-mail to=(\S+) template=magic-link data=\{"code":"(\d+)"/.exec(line);
      if (mail) this.deliver(mail[1]!, mail[2]!);
      else if (!/ E-mail to=/.test(line)) console.error(line);
    });
  }

  private deliver(address: string, code: string): void {
    const waiting = this.waiting.get(address)?.shift();
    if (waiting) waiting(code);
    else this.sent.set(address, [...(this.sent.get(address) ?? []), code]);
  }

  async next(address: string): Promise<string> {
    const code = this.sent.get(address)?.shift();
    if (code) return code;
    return new Promise((deliver) => this.waiting.set(address, [...(this.waiting.get(address) ?? []), deliver]));
  }
}

export class Server {
  private constructor(
    readonly origin: string,
    private readonly processes: ChildProcess[],
    private readonly dataDir: string,
    private readonly links: string[],
    private readonly waiting: Array<(link: string) => void>,
    private readonly codes: CodesByMail,
  ) {}

  static async start({
    seed = 'demo',
    speed = 20,
    blueprints = [],
    controlPlane,
    provider,
    remote = remotely,
  }: ServerOptions = {}): Promise<Server> {
    if (!existsSync(binary)) throw new Error(`${binary} is missing: run \`cargo xtask build\` first`);
    const dataDir = mkdtempSync(join(tmpdir(), 'catalyst-console-'));
    const plane = ['--data-dir', dataDir, '--seed', seed, '--speed', String(speed)];
    for (const folder of blueprints) plane.push('--blueprints', folder);
    const issuer = provider ? ['--oidc-issuer', provider.origin, '--oidc-client-id', provider.client.id] : [];
    const flags = [...issuer];
    if (provider) {
      const secret = join(dataDir, 'oidc-client-secret');
      writeFileSync(secret, provider.client.secret, { mode: 0o600 });
      flags.push('--oidc-client-secret-file', secret);
    }
    const token = join(dataDir, 'token');
    const codes = new CodesByMail();
    const processes: ChildProcess[] = [];
    if (controlPlane) {
      writeFileSync(token, controlPlane.token);
      flags.push('--control-plane', controlPlane.origin, '--control-plane-token-file', token);
    } else if (remote) {
      const separate = run(['control-plane', ...plane, ...issuer, '--token-file', token]);
      codes.readFrom(separate);
      processes.push(separate);
      flags.push('--control-plane', await printed(separate, /http:\/\/\S+/));
      if (!provider) flags.push('--control-plane-token-file', token);
    } else {
      flags.push(...plane);
    }
    const process = run(flags);
    codes.readFrom(process);
    processes.unshift(process);
    const links: string[] = [];
    const waiting: Array<(link: string) => void> = [];
    const lines = createInterface({ input: process.stdout! });
    const running = new Promise<string>((deliver) => {
      lines.on('line', (line) => {
        const origin = /running at (http\S+)/.exec(line)?.[1];
        if (origin) deliver(origin);
        const link = /https?:\/\/\S+\/auth\/link\?token=\S+/.exec(line)?.[0];
        if (!link) return;
        const next = waiting.shift();
        if (next) next(link);
        else links.push(link);
      });
    });
    const origin = await Promise.race([
      running,
      once(process, 'exit').then(([code]) => Promise.reject(new Error(`the server ended with ${code}`))),
    ]);
    provider?.serve(origin);
    return new Server(origin, processes, dataDir, links, waiting, codes);
  }

  /** The next one-time link that the server prints, or printed and nobody has taken. */
  async link(): Promise<string> {
    return this.links.shift() ?? new Promise((deliver) => this.waiting.push(deliver));
  }

  /** The next sign-in code that is sent to an address, or was sent and nobody has taken. */
  async code(address: string): Promise<string> {
    return this.codes.next(address);
  }

  async stop(): Promise<void> {
    for (const process of this.processes) await end(process);
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}
