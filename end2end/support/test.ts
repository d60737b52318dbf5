/**
 * The `test` of every spec: a server for each worker, a signed-in page, and a page that must stay clean.
 *
 * A console error or warning, an uncaught exception, a CSP report or a request to another origin fails the test.
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, test as base, type Browser, type Page } from '@playwright/test';
import { Server } from './server.ts';

/** Real input beside the project; absent in a plain clone. */
export const fixtureBlueprints = resolve(import.meta.dirname, '../../../shared/fixtures/blueprints');

interface Fixtures {
  clean: void;
  /** A page that is not signed in. */
  visitor: Page;
  /** What the browser itself logs in this test, such as a connection that the test cuts. */
  expectedLogs: RegExp[];
}

export const test = base.extend<Fixtures, { server: Server; session: Session }>({
  expectedLogs: [[], { option: true }],

  server: [
    async ({}, use) => {
      const blueprints = existsSync(fixtureBlueprints) ? [fixtureBlueprints] : [];
      const server = await Server.start({ blueprints });
      await use(server);
      await server.stop();
    },
    { scope: 'worker' },
  ],

  /** The cookie of a session, signed in once for each worker through the printed link. */
  session: [
    async ({ server, browser }, use) => {
      await use(await signIn(browser, server));
    },
    { scope: 'worker' },
  ],

  baseURL: async ({ server }, use) => use(server.origin),

  /** A page that is signed in. */
  page: async ({ page, context, baseURL, session }, use) => {
    await context.addCookies([{ ...session, url: baseURL!, httpOnly: true, sameSite: 'Lax' }]);
    await use(page);
  },

  visitor: async ({ browser, server, expectedLogs }, use, info) => {
    const context = await browser.newContext({ baseURL: server.origin, javaScriptEnabled: info.project.use.javaScriptEnabled });
    const page = await context.newPage();
    const problems = watch(page, [server.origin]);
    await use(page);
    expectClean(problems, expectedLogs);
    await context.close();
  },

  clean: [
    async ({ page, baseURL, expectedLogs }, use) => {
      const problems = watch(page, [baseURL!]);
      await use();
      expectClean(problems, expectedLogs);
    },
    { auto: true },
  ],
});

/** The cookie of a session. */
export interface Session {
  name: string;
  value: string;
}

/** Opens a session through a printed link, as its browser would. */
export async function signIn(browser: Browser, server: Server): Promise<Session> {
  const context = await browser.newContext();
  const response = await context.request.get(await server.link(), { maxRedirects: 0 });
  const cookie = response.headers()['set-cookie'];
  if (!cookie) throw new Error(`the sign-in link answered ${response.status()} without a cookie`);
  await context.close();
  const [name, value] = cookie.split(';', 1)[0]!.split('=', 2) as [string, string];
  return { name, value };
}

function expectClean(problems: string[], expectedLogs: RegExp[]): void {
  const unexpected = problems.filter((problem) => !expectedLogs.some((log) => log.test(problem)));
  expect(unexpected, 'the page must stay clean').toEqual([]);
}

/** Collects everything that a clean page does not do. */
export function watch(page: Page, origins: string[]): string[] {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(`uncaught: ${error.message}`));
  page.on('console', (message) => {
    // Says that the machine is busy, not that the page is wrong.
    if (message.text().includes('was preloaded using link preload but not used within a few seconds')) return;
    if (message.type() === 'error' || message.type() === 'warning') problems.push(`console ${message.type()}: ${message.text()}`);
  });
  page.on('request', (request) => {
    const url = new URL(request.url());
    const local = ['data:', 'blob:'].includes(url.protocol) || origins.includes(url.origin);
    if (!local) problems.push(`off-origin request: ${request.url()}`);
  });
  return problems;
}

/** Waits until the browser has taken over the server's page. */
export async function hydrated(page: Page): Promise<void> {
  await expect(page.locator('html')).toHaveAttribute('data-hydrated', 'true');
  // A form is part of a chunk that may still be on its way.
  await expect(page.locator('main fieldset:disabled')).toHaveCount(0);
}

/** Opens a path and waits for hydration. */
export async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await hydrated(page);
}

/** axe finds nothing serious or critical. */
export async function expectAccessible(page: Page): Promise<void> {
  // Wherever the page happens to be scrolled to, the sticky bar covers a part of some line.
  await page.evaluate(() => scrollTo(0, 0));
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze();
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  const lines = serious.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`));
  expect(lines).toEqual([]);
}

export { expect };
