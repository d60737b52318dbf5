/** Many tabs of one person, over HTTP/1.1, which gives a browser six connections to the console. */
import type { Page } from '@playwright/test';
import { Console, freshName } from '../support/console.ts';
import { Server } from '../support/server.ts';
import { SomebodyElse } from '../support/somebody-else.ts';
import { expect, signIn, test as base } from '../support/test.ts';

/** A console of its own, so that its streams can be counted. */
const test = base.extend<{ alone: Server }>({
  alone: async ({}, use) => {
    const server = await Server.start();
    await use(server);
    await server.stop();
  },
  baseURL: async ({ alone }, use) => use(alone.origin),
  page: async ({ page, context, alone, browser }, use) => {
    await context.addCookies([{ ...(await signIn(browser, alone)), url: alone.origin }]);
    await use(page);
  },
});

const TABS = 10;

/** How many streams the console holds open. */
async function openStreams(page: Page): Promise<number> {
  const metrics = await (await page.request.get('/metrics')).text();
  return Number(/^catalyst_console_streams_open (\d+)/m.exec(metrics)?.[1] ?? 0);
}

/** A tab on an Environment or, every other one, on an Application. */
async function openTab(page: Page, number: number, application: string): Promise<void> {
  const console = new Console(page);
  await console.open(number % 2 ? `/environments/acme-prod/applications/${application}` : '/environments/acme-prod');
  await console.expectLive();
}

test('the tenth tab works as the first, and all of them share one stream', async ({ page, context, alone }) => {
  const others = new SomebodyElse(context.request, alone.origin);
  const [known, newcomer] = [freshName('known'), freshName('newcomer')];
  await others.installs('bp-valkey', '1.1.0', known);

  const tabs = [page];
  await openTab(page, 0, known);
  for (let number = 1; number < TABS; number++) {
    const tab = await context.newPage();
    await openTab(tab, number, known);
    tabs.push(tab);
  }
  await expect.poll(() => openStreams(page)).toBe(1);

  await others.installs('bp-valkey', '1.1.0', newcomer);
  for (const tab of tabs.filter((_, number) => number % 2 === 0)) {
    await expect(tab.getByRole('main').getByRole('link', { name: newcomer, exact: true })).toBeVisible();
  }

  await test.step('those that stay do not notice that others leave', async () => {
    for (const tab of tabs.slice(1)) await tab.close();
    const later = freshName('later');
    await others.installs('bp-valkey', '1.1.0', later);
    await expect(page.getByRole('main').getByRole('link', { name: later, exact: true })).toBeVisible();
    await expect.poll(() => openStreams(page)).toBe(1);
  });

  await test.step('the last one takes the stream along', async () => {
    await page.goto('about:blank');
    await expect.poll(() => openStreams(page)).toBe(0);
  });
});

test('a tab that was left and is returned to is live again', async ({ page, context, alone }) => {
  const others = new SomebodyElse(context.request, alone.origin);
  const meanwhile = freshName('meanwhile');
  await openTab(page, 0, meanwhile);
  await page.goto('about:blank');
  await others.installs('bp-valkey', '1.1.0', meanwhile);
  await page.goBack();
  await expect(page.getByRole('main').getByRole('link', { name: meanwhile, exact: true })).toBeVisible();
});

test('a browser without shared workers has a stream of its own', async ({ page, context, alone }) => {
  const others = new SomebodyElse(context.request, alone.origin);
  const newcomer = freshName('newcomer');
  await page.addInitScript(() => Reflect.deleteProperty(window, 'SharedWorker'));
  const itsOwn = page.waitForRequest(/\/live\?/);
  await openTab(page, 0, newcomer);
  await itsOwn;
  await others.installs('bp-valkey', '1.1.0', newcomer);
  await expect(page.getByRole('main').getByRole('link', { name: newcomer, exact: true })).toBeVisible();
});

test('a browser follows more than one stream carries', async ({ page }) => {
  await openTab(page, 0, '');
  const heard = await page.evaluate((count) => {
    const folder = /^.*\/pkg\/[^/]+/.exec(document.querySelector<HTMLLinkElement>('link[href*="/pkg/"]')?.href ?? '');
    const hears = (topic: string) =>
      new Promise<string>((heard) => {
        const { port } = new SharedWorker(new URL(`${folder}/live.js`).pathname);
        port.onmessage = ({ data: [name] }) => {
          if (name === 'message' || name === 'gave-up') heard(name);
        };
        port.postMessage(topic);
      });
    // With the objects from the beginning, whoever joins later hears something, too.
    const topics = Array.from(
      { length: count },
      (_, number) => `/api/v1/sovereigns/_/k8s/stream?kinds=pod&initialState=1&n=${number}`,
    );
    return Promise.all(topics.map(hears));
  }, 40);
  expect(new Set(heard)).toEqual(new Set(['message']));
  await expect.poll(() => openStreams(page)).toBe(2);
});
