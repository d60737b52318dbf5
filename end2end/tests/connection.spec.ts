/** The connection to the console breaks and comes back. */
import { Console, freshName } from '../support/console.ts';
import { activate, tabTo } from '../support/keyboard.ts';
import { SomebodyElse } from '../support/somebody-else.ts';
import { expect, test as base } from '../support/test.ts';
import { Wire } from '../support/wire.ts';

const test = base.extend<{ wire: Wire }>({
  wire: async ({ server }, use) => {
    const wire = await Wire.to(server.origin);
    await use(wire);
    await wire.remove();
  },
  baseURL: async ({ wire }, use) => use(wire.origin),
});

/** Chromium logs every request that a cut wire ends. */
test.use({ expectedLogs: [/^console error: Failed to load resource: net::ERR_/] });

for (const language of ['en', 'ar'] as const) {
  test(`a page whose connection breaks says so, keeps what it shows, and catches up by itself (${language})`, async ({ page, server, wire }) => {
    const console = new Console(page, language);
    const others = new SomebodyElse(page.context().request, server.origin);
    const [before, meanwhile] = [freshName('before'), freshName('meanwhile')];
    await others.installs('bp-valkey', '1.1.0', before);
    await console.open('/environments/acme-prod');
    const indicator = (state: string) => page.getByRole('banner').locator('summary', { hasText: console.text(`layout.live.${state}`) });
    const stale = page.getByRole('main').getByRole('alert').filter({ hasText: console.text('environment.stale_title') });
    const application = (name: string) => page.getByRole('main').getByRole('link', { name, exact: true });
    await expect(indicator('live')).toBeVisible();
    await page.evaluate(() => Object.assign(window, { untouched: true }));

    await test.step('it breaks', async () => {
      wire.cut();
      await expect(indicator('stale')).toBeVisible();
      await expect(stale).toBeVisible();
      await expect(application(before)).toBeVisible();
      await activate(page, indicator('stale'));
      await expect(page.getByText(console.text('layout.live.trying'))).toBeVisible();
    });

    await test.step('it comes back', async () => {
      await others.installs('bp-valkey', '1.1.0', meanwhile);
      await expect(application(meanwhile)).toBeHidden();
      wire.mend();
      await expect(application(meanwhile)).toBeVisible({ timeout: 30_000 });
      await expect(indicator('live')).toBeVisible();
      await expect(stale).toBeHidden();
      expect(await page.evaluate(() => 'untouched' in window), 'the page was not loaded again').toBe(true);
    });
  });
}

test('a change that cannot be sent says why and is sent when the connection is back', async ({ page, wire }) => {
  const console = new Console(page);
  const name = freshName('patient');
  await console.open('/marketplace/bp-valkey/install');
  await console.nameIt(name);
  wire.cut();
  await activate(page, console.button('install.install'));
  await expect(page.getByRole('alert').filter({ hasText: console.text('install.failed') })).toBeVisible();
  wire.mend();
  await activate(page, console.button('install.install'));
  await expect(page).toHaveURL(new RegExp(`/applications/${name}$`));
});

test('a page whose code cannot be fetched comes when the connection is back', async ({ page, wire }) => {
  const console = new Console(page);
  await console.open('/environments/acme-prod');
  await page.evaluate(() => Object.assign(window, { untouched: true }));
  wire.cut();
  const packs = /\.pack$/;
  const missed = page.waitForEvent('requestfailed', (request) => packs.test(request.url()));
  await activate(page, page.getByRole('navigation', { name: console.text('layout.navigation') }).getByRole('link', { name: console.text('common.marketplace') }));
  await missed;
  wire.mend();
  await expect(page.getByRole('heading', { level: 1, name: console.text('common.marketplace') })).toBeVisible();
  expect(await page.evaluate(() => 'untouched' in window), 'the page was not loaded again').toBe(true);
});

test.describe('after an update of the console', () => {
  test.use({ expectedLogs: [/^console error: Failed to load resource: the server responded with a status of 404/] });

  test('a page whose code is gone is loaded anew', async ({ page }) => {
    const console = new Console(page);
    await console.open('/environments/acme-prod');
    await page.evaluate(() => Object.assign(window, { untouched: true }));
    await page.route(/\.pack$/, (route) => route.fulfill({ status: 404 }), { times: 1 });
    await activate(page, page.getByRole('navigation', { name: console.text('layout.navigation') }).getByRole('link', { name: console.text('common.marketplace') }));
    await page.waitForFunction(() => !('untouched' in window));
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  });

  test('a part of a page whose code is gone says so, and takes nothing that was typed', async ({ page }) => {
    const console = new Console(page);
    await console.open('/marketplace/bp-valkey/install');
    await console.nameIt('typed');
    await page.route(/\.pack$/, (route) => route.fulfill({ status: 404 }), { times: 2 });
    await tabTo(page, page.getByRole('radio', { name: console.text('form.depth_form') }));
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await expect(page.getByRole('alert').filter({ hasText: console.text('layout.outdated') })).toHaveCount(1);
    await expect(console.name).toHaveValue('typed');
    // Replicas of two versions take turns while a new one is rolled out.
    await expect(page.getByRole('textbox', { name: console.text('form.yaml_label') })).toBeVisible();
  });
});
