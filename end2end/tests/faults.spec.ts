/** What networks do to the control plane: a clear state on the screen, and recovery without loading the page again. */
import { Console, freshName } from '../support/console.ts';
import { ControlPlane, type Fault } from '../support/control-plane.ts';
import { Server } from '../support/server.ts';
import { SomebodyElse } from '../support/somebody-else.ts';
import { expect, signIn, test as base, type Session } from '../support/test.ts';

interface Fixtures {
  controlPlane: ControlPlane;
  inFront: Server;
  /** Whom the failures do not reach. */
  others: SomebodyElse;
}

/** A console before a control plane that can be made to fail, both for one test alone: a breaker remembers. */
const test = base.extend<Fixtures>({
  controlPlane: async ({ server, session }, use) => {
    const controlPlane = await ControlPlane.start(server, session);
    await use(controlPlane);
    await controlPlane.stop();
  },
  inFront: async ({ controlPlane }, use) => {
    const inFront = await Server.start({ controlPlane: { origin: controlPlane.origin, token: 'of-the-tests' } });
    await use(inFront);
    await inFront.stop();
  },
  others: async ({ browser, server, session }, use) => {
    // Cookies know no ports: both consoles would share a browser's.
    const context = await browser.newContext();
    await context.addCookies([{ ...session, url: server.origin }]);
    await use(new SomebodyElse(context.request, server.origin));
    await context.close();
  },
  baseURL: async ({ inFront }, use) => use(inFront.origin),
  page: async ({ page, context, browser, inFront }, use) => {
    const session: Session = await signIn(browser, inFront);
    await context.addCookies([{ ...session, url: inFront.origin }]);
    await use(page);
  },
});

/** Chromium logs every answer that is not a success, or no whole answer. */
test.use({ expectedLogs: [/^console error: Failed to load resource: (the server responded with a status of 5|net::ERR_CONTENT_LENGTH)/] });

for (const fault of ['silence', 'garbage', 'truncation', 'storm', 'nonsense'] satisfies Fault[]) {
  test(`an open page says that it is stale and catches up by itself: ${fault}`, async ({ page, others, controlPlane }) => {
    const console = new Console(page);
    const [before, meanwhile] = [freshName('before'), freshName('meanwhile')];
    const application = (name: string) => page.getByRole('main').getByRole('link', { name, exact: true });
    const indicator = (state: string) => page.getByRole('banner').locator('summary', { hasText: console.text(`layout.live.${state}`) });
    await others.installs('bp-valkey', '1.1.0', before);
    await console.open('/environments/acme-prod');
    await expect(application(before)).toBeVisible();
    await console.expectLive();
    await page.evaluate(() => Object.assign(window, { untouched: true }));

    controlPlane.suffer(fault);
    await expect(indicator('stale')).toBeVisible();
    await expect(page.getByRole('main').getByRole('alert').filter({ hasText: console.text('environment.stale_title') })).toBeVisible();
    await expect(application(before)).toBeVisible();

    await others.installs('bp-valkey', '1.1.0', meanwhile);
    controlPlane.behave();
    await expect(application(meanwhile)).toBeVisible({ timeout: 45_000 });
    await console.expectLive();
    expect(await page.evaluate(() => 'untouched' in window), 'the page was not loaded again').toBe(true);
  });
}

// Silence is told apart from slowness by waiting, half a minute for each question.
for (const fault of ['garbage', 'truncation', 'storm', 'nonsense'] satisfies Fault[]) {
  test(`a page that is asked for meanwhile says what is wrong and can be tried again: ${fault}`, async ({ page, controlPlane }) => {
    const console = new Console(page);
    await console.open('/marketplace');
    controlPlane.suffer(fault);
    await page.getByRole('main').getByRole('link', { name: 'WordPress', exact: true }).click();
    const title = console.text(fault === 'truncation' ? 'layout.unreachable_title' : 'layout.failed_title');
    await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible({ timeout: 45_000 });
    controlPlane.behave();
    // The breaker lets one try through each second.
    await expect(async () => {
      await console.button('common.retry').click({ timeout: 1_000 });
      await expect(page.getByRole('heading', { level: 1, name: 'WordPress' })).toBeVisible({ timeout: 3_000 });
    }).toPass();
  });
}

test('a control plane that is restarted again and again takes nothing from the screen and doubles nothing', async ({ page, others, controlPlane }) => {
  const console = new Console(page);
  await console.open('/environments/acme-prod');
  await console.expectLive();
  await page.evaluate(() => Object.assign(window, { untouched: true }));
  const names: string[] = [];
  for (let restarts = 0; restarts < 50; restarts++) {
    const name = freshName('numbered');
    names.push(name);
    controlPlane.restart();
    await others.installs('bp-valkey', '1.1.0', name);
    if (restarts % 3 === 2) controlPlane.restart();
  }
  for (const name of names) {
    await expect(page.getByRole('main').getByRole('link', { name, exact: true })).toHaveCount(1, { timeout: 30_000 });
  }
  await console.expectLive();
  expect(await page.evaluate(() => 'untouched' in window), 'the page was not loaded again').toBe(true);
});

test('a control plane that is far away is waited for, and the page is whole', async ({ page, controlPlane }) => {
  controlPlane.slowDown(/\/api\/v1\//, 700);
  const console = new Console(page);
  await console.open('/environments/acme-prod');
  await expect(page.getByRole('heading', { level: 1, name: 'acme-prod' })).toBeVisible();
  await console.expectLive();
});
