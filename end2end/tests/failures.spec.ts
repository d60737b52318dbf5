/** Nothing there, not allowed, and broken are different things on the screen. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Console } from '../support/console.ts';
import { ControlPlane } from '../support/control-plane.ts';
import { Server } from '../support/server.ts';
import { expect, expectAccessible, signIn, test as base, type Session } from '../support/test.ts';

/** Answers of a control plane in the shapes of its contract. */
const forbidden = { error: 'forbidden', code: '403', detail: 'acme-prod is not yours' };
const broken = { error: 'cluster-unreachable', detail: 'the cluster does not answer' };

/** A console whose control plane can be made to refuse and to fail. */
const test = base.extend<{}, { controlPlane: ControlPlane; inFront: Server; sessionInFront: Session }>({
  controlPlane: [
    async ({ server, session }, use) => {
      const controlPlane = await ControlPlane.start(server, session);
      await use(controlPlane);
      await controlPlane.stop();
    },
    { scope: 'worker' },
  ],
  inFront: [
    async ({ controlPlane }, use) => {
      const server = await Server.start({ controlPlane: { origin: controlPlane.origin, token: 'of-the-tests' } });
      await use(server);
      await server.stop();
    },
    { scope: 'worker' },
  ],
  sessionInFront: [async ({ browser, inFront }, use) => use(await signIn(browser, inFront)), { scope: 'worker' }],
  baseURL: async ({ inFront }, use) => use(inFront.origin),
  page: async ({ page, context, inFront, sessionInFront, controlPlane }, use) => {
    await context.addCookies([{ ...sessionInFront, url: inFront.origin }]);
    await use(page);
    controlPlane.behave();
  },
});

/** Chromium logs every answer that is not a success. */
test.use({ expectedLogs: [/^console error: Failed to load resource: the server responded with a status of [45]\d\d/] });

const environment = /\/k8s\/environment\/[^/]+\/acme-prod/;

for (const language of ['en', 'ar'] as const) {
  test(`what is forbidden says so, and who can change that (${language})`, async ({ page, controlPlane }) => {
    const console = new Console(page, language);
    controlPlane.answerWith(environment, { status: 403, body: forbidden });
    await console.open('/environments/acme-prod');
    await expect(page.getByRole('heading', { level: 1, name: console.text('layout.forbidden_title') })).toBeVisible();
    await expect(page.getByText('acme-prod is not yours')).toBeVisible();
    await expect(page.getByRole('button', { name: console.text('common.retry') })).toBeHidden();
    await expectAccessible(page);
  });

  test(`what fails says so, and can be tried again (${language})`, async ({ page, controlPlane }) => {
    const console = new Console(page, language);
    controlPlane.answerWith(environment, { status: 502, body: broken });
    await console.open('/environments/acme-prod');
    await expect(page.getByRole('heading', { level: 1, name: console.text('layout.failed_title') })).toBeVisible();
    await expect(page.getByText('the cluster does not answer')).toBeVisible();
    await expectAccessible(page);
    controlPlane.behave();
    await console.button('common.retry').click();
    await expect(page.getByRole('heading', { level: 1, name: 'acme-prod' })).toBeVisible();
  });
}

test('a console that cannot reach its control plane says so, and nothing is blocked on that page', async ({ page, controlPlane }) => {
  controlPlane.answerWith(/\/api\/v1\/whoami/, { status: 503, body: broken });
  const answer = await page.goto('/marketplace');
  expect(answer?.status()).toBe(503);
  await expect(page.getByRole('heading', { level: 1, name: 'The control plane does not answer' })).toBeVisible();
  await expectAccessible(page);
  controlPlane.behave();
  await page.getByRole('link', { name: 'Try again' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Marketplace' })).toBeVisible();
});

test('the status of a page is the status of what it shows', async ({ page, controlPlane, inFront }) => {
  for (const status of [403, 404, 502]) {
    controlPlane.answerWith(environment, { status, body: { error: 'refused', detail: 'no' } });
    const answer = await page.context().request.get(`${inFront.origin}/environments/acme-prod`);
    expect(answer.status()).toBe(status);
    controlPlane.behave();
  }
});

for (const [part, path] of [
  ['pods', /\/k8s\/pod\b/],
  ['neighbours', /\/k8s\/application\?/],
  ['events', /\/events\b/],
] as const) {
  test(`a page is whole although the control plane takes its time: ${part}`, async ({ page, controlPlane }) => {
    const console = new Console(page);
    controlPlane.slowDown(path, 400);
    await console.open('/environments/acme-prod/applications/shop');
    await console.expectLive();
    await expect(page.getByRole('table', { name: console.text('application.overview.workloads_of', { name: 'shop' }) }).getByRole('row')).toHaveCount(3);
    await expect(page.getByRole('main').getByRole('link', { name: 'shop-db', exact: true })).toBeVisible();
  });
}

test('a failure of one part takes down that part alone', async ({ page, controlPlane }) => {
  const console = new Console(page);
  controlPlane.answerWith(/\/k8s\/events\b|\/events\?/, { status: 500, body: broken });
  await console.open('/environments/acme-prod/applications/shop');
  await expect(page.getByRole('heading', { level: 1, name: 'Pharmacy shop' })).toBeVisible();
  await expect(page.getByRole('table', { name: console.text('application.overview.workloads_of', { name: 'shop' }) })).toBeVisible();
});

test('a marketplace that cannot be read is not an empty one', async ({ page, controlPlane }) => {
  const console = new Console(page);
  controlPlane.answerWith(/\/api\/v1\/catalog(\?|$)/, { status: 503, body: { error: 'catalog-unavailable', message: 'the catalogue is being moved' } });
  await console.open('/marketplace');
  await expect(page.getByText(console.text('layout.failed_title'))).toBeVisible();
  await expect(page.getByText(console.text('marketplace.empty_title'))).toBeHidden();
  await expectAccessible(page);
});

test('whoever may only look sees why nothing can be changed', async ({ page, controlPlane, server, session }) => {
  const console = new Console(page);
  const asked = await page.context().request.get(`${server.origin}/api/v1/whoami`, {
    headers: { cookie: `${session.name}=${session.value}` },
  });
  controlPlane.answerWith(/\/api\/v1\/whoami/, { status: 200, body: { ...(await asked.json()), tier: 'viewer', realm_access: undefined } });
  await console.open('/environments/acme-prod');
  const install = console.button('common.install');
  await expect(install).toHaveAttribute('aria-disabled', 'true');
  await expect(install).toHaveAccessibleDescription(console.text('common.needs_admin'));
  await console.open('/marketplace/bp-valkey/install');
  await expect(console.button('install.install')).toHaveAttribute('aria-disabled', 'true');
  await expect(console.button('install.install')).toHaveAccessibleDescription(console.text('install.needs_admin'));
});

base.describe('an installation that has just begun', () => {
  base('says what to do in an Environment without Applications', async ({ browser }) => {
    const server = await Server.start({ seed: 'empty' });
    const context = await browser.newContext({ baseURL: server.origin });
    await context.addCookies([{ ...(await signIn(browser, server)), url: server.origin }]);
    const page = await context.newPage();
    const console = new Console(page);
    await console.open('/');
    await expect(page.getByRole('heading', { name: console.text('environment.empty_title') })).toBeVisible();
    await expectAccessible(page);
    await page.getByRole('link', { name: console.text('environment.to_marketplace') }).click();
    await expect(page).toHaveURL(/\/marketplace$/);
    await context.close();
    await server.stop();
  });
});

base.describe('a Blueprint that is broken', () => {
  const folder = mkdtempSync(join(tmpdir(), 'catalyst-blueprints-'));
  base.afterAll(() => rmSync(folder, { recursive: true }));

  base('is listed with its error, can be looked at, and takes no other down', async ({ browser }) => {
    writeFileSync(
      join(folder, 'broken.yaml'),
      `apiVersion: catalyst.openova.io/v1
kind: Blueprint
metadata: { name: bp-crooked }
spec:
  version: 1.0.0
  card: { title: Crooked, tagline: Its schema is none }
  configSchema:
    type: object
    properties: { size: { type: strnig } }
`,
    );
    const server = await Server.start({ seed: 'empty', blueprints: [folder] });
    const context = await browser.newContext({ baseURL: server.origin });
    await context.addCookies([{ ...(await signIn(browser, server)), url: server.origin }]);
    const page = await context.newPage();
    const console = new Console(page);
    await console.open('/marketplace');
    const card = page.getByRole('listitem').filter({ has: page.getByRole('link', { name: 'Crooked', exact: true }) });
    await expect(card).toContainText('configSchema is not a valid JSON Schema');
    await expect(card).toContainText(console.text('marketplace.broken'));
    await page.getByRole('link', { name: 'Crooked', exact: true }).click();
    await expect(page.getByRole('heading', { level: 1, name: /Crooked/ })).toBeVisible();
    await expect(page.getByRole('main').getByRole('alert')).toContainText('configSchema is not a valid JSON Schema');
    await expect(console.button('common.install')).toHaveAttribute('aria-disabled', 'true');
    await expectAccessible(page);
    await console.open('/marketplace/bp-crooked/install');
    await expect(page.getByRole('heading', { level: 1, name: console.text('install.broken_title') })).toBeVisible();
    await expectAccessible(page);
    await context.close();
    await server.stop();
  });
});
