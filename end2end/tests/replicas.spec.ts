/** Two replicas behind a gateway: one goes away, and nobody has to do anything. */
import { expect, test as base } from '@playwright/test';
import { Console, freshName } from '../support/console.ts';
import { canReplicate, Replicas } from '../support/replicas.ts';
import { SomebodyElse } from '../support/somebody-else.ts';

const test = base.extend<{ replicas: Replicas }>({
  replicas: async ({}, use) => {
    const replicas = await Replicas.start();
    await use(replicas);
    await replicas.stop();
  },
  baseURL: async ({ replicas }, use) => use(replicas.origin),
});

test.skip(!canReplicate, 'nginx, or Redis and Valkey, are not installed');

test('a person goes on with the other replica, signed in and live, without loading the page again', async ({ page, replicas }) => {
  const console = new Console(page);
  const others = new SomebodyElse(page.context().request, replicas.origin);
  const [before, meanwhile] = [freshName('before'), freshName('meanwhile')];
  const application = (name: string) => page.getByRole('main').getByRole('link', { name, exact: true });

  await test.step('sign in and install', async () => {
    await page.goto(replicas.link);
    await expect(page).not.toHaveURL(/\/(sign-in|auth)/);
    await others.installs('bp-valkey', '1.1.0', before);
    await console.open('/environments/acme-prod');
    await expect(application(before)).toBeVisible();
    await console.expectLive();
    await page.evaluate(() => Object.assign(window, { untouched: true }));
  });

  await test.step('a replica is killed', async () => {
    await replicas.killTheFirst();
    await others.installs('bp-valkey', '1.1.0', meanwhile);
    await expect(application(meanwhile)).toBeVisible({ timeout: 30_000 });
    await console.expectLive();
    expect(await page.evaluate(() => 'untouched' in window), 'the page was not loaded again').toBe(true);
  });
});

test('while the session store stands still a clear page says so, and nobody is signed out', async ({ page, replicas }) => {
  const console = new Console(page);
  const others = new SomebodyElse(page.context().request, replicas.origin);
  const meanwhile = freshName('meanwhile');
  await page.goto(replicas.link);
  await console.open('/environments/acme-prod');
  await console.expectLive();
  const asked = await page.context().newPage();

  await test.step('what is open stays open', async () => {
    replicas.haltSessions();
    const answer = await asked.goto('/marketplace');
    expect(answer?.status()).toBe(503);
    await expect(asked.getByRole('heading', { level: 1, name: 'The console cannot look up sessions' })).toBeVisible();
    await expect(page.getByRole('heading', { level: 1, name: 'acme-prod' })).toBeVisible();
  });

  await test.step('and everything works when it is back', async () => {
    replicas.resumeSessions();
    await expect(async () => {
      await asked.getByRole('link', { name: 'Try again' }).click();
      await expect(asked.getByRole('heading', { level: 1, name: 'Marketplace' })).toBeVisible({ timeout: 2_000 });
    }).toPass();
    await others.installs('bp-valkey', '1.1.0', meanwhile);
    await expect(page.getByRole('main').getByRole('link', { name: meanwhile, exact: true })).toBeVisible({ timeout: 30_000 });
    await console.expectLive();
  });
});
