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
const binary = process.env.CATALYST_BINARY ?? join(target, 'release/catalyst-console');

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
}

export class Server {
  private constructor(
    readonly origin: string,
    private readonly process: ChildProcess,
    private readonly dataDir: string,
    private readonly links: string[],
    private readonly waiting: Array<(link: string) => void>,
  ) {}

  static async start({ seed = 'demo', speed = 20, blueprints = [], controlPlane, provider }: ServerOptions = {}): Promise<Server> {
    if (!existsSync(binary)) throw new Error(`${binary} is missing: run \`cargo xtask build\` first`);
    const dataDir = mkdtempSync(join(tmpdir(), 'catalyst-console-'));
    const flags = ['--listen', '127.0.0.1:0', '--log-filter', 'error'];
    if (controlPlane) {
      const token = join(dataDir, 'token');
      writeFileSync(token, controlPlane.token);
      flags.push('--control-plane', controlPlane.origin, '--control-plane-token-file', token);
    } else {
      flags.push('--data-dir', dataDir, '--seed', seed, '--speed', String(speed));
      for (const folder of blueprints) flags.push('--blueprints', folder);
    }
    if (provider) {
      const secret = join(dataDir, 'oidc-client-secret');
      writeFileSync(secret, provider.client.secret, { mode: 0o600 });
      flags.push('--oidc-issuer', provider.origin, '--oidc-client-id', provider.client.id, '--oidc-client-secret-file', secret);
    }
    const process = spawn(binary, flags, { stdio: ['ignore', 'pipe', 'inherit'] });
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
    return new Server(origin, process, dataDir, links, waiting);
  }

  /** The next one-time link that the server prints, or printed and nobody has taken. */
  async link(): Promise<string> {
    return this.links.shift() ?? new Promise((deliver) => this.waiting.push(deliver));
  }

  async stop(): Promise<void> {
    if (this.process.exitCode === null) {
      const ended = once(this.process, 'exit');
      this.process.kill('SIGTERM');
      await ended;
    }
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}
