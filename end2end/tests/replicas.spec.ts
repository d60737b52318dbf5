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
