/** A colleague who works with Git on their own machine. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

export class Clone {
  private constructor(private readonly folder: string) {}

  /** Clones over HTTP with a personal token. */
  static async of(origin: string, repository: string, token: string): Promise<Clone> {
    const folder = mkdtempSync(join(tmpdir(), 'catalyst-clone-'));
    const url = new URL(`${origin}/gitea/${repository}.git`);
    url.username = 'anybody';
    url.password = token;
    const clone = new Clone(folder);
    await clone.git('clone', '--quiet', url.href, '.');
    await clone.git('config', 'user.name', 'Colleague');
    await clone.git('config', 'user.email', 'colleague@example.om');
    return clone;
  }

  /** Changes a file and pushes it. */
  async pushes(file: string, change: (text: string) => string, message: string): Promise<void> {
    const path = join(this.folder, file);
    writeFileSync(path, change(readFileSync(path, 'utf8')));
    await this.git('commit', '--quiet', '--all', '--message', message);
    await this.git('push', '--quiet');
  }

  async pulls(): Promise<void> {
    await this.git('pull', '--quiet', '--rebase');
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async git(...words: string[]): Promise<void> {
    const env = { PATH: process.env.PATH, HOME: this.folder, GIT_CONFIG_NOSYSTEM: '1', GIT_TERMINAL_PROMPT: '0' };
    await execute('git', words, { cwd: this.folder, env });
  }
}
