/** Every page in routes.rs, what opens on it, and what it shows when there is nothing to show. */
import type { Page } from '@playwright/test';
import { Console } from '../support/console.ts';
import { fillIn } from '../support/keyboard.ts';
import { expect, expectAccessible, hydrated, test } from '../support/test.ts';

const application = '/environments/acme-prod/applications/shop';

const pages = {
  'the marketplace': [
    '/marketplace',
    '/marketplace?q=nothing-is-called-this',
    '/marketplace/bp-wordpress',
    '/marketplace/bp-wordpress/install',
    '/marketplace/bp-postgres/install',
  ],
  billing: [
    '/bss',
    '/bss/organizations',
    '/bss/invoices',
    '/bss/subscriptions',
    '/bss/vouchers',
    '/bss/vouchers/new',
    '/bss/vouchers/sheet',
    '/bss/orders',
    '/bss/orders?status=failed',
    '/bss/catalogue',
    '/bss/catalogue?list=addons',
    '/bss/catalogue?list=bundles',
    '/bss/catalogue?list=industries',
    '/bss/catalogue?list=apps',
    '/bss/catalogue/offer?list=plans',
    '/bss/catalogue/offer?list=plans&id=plan-m',
    '/bss/catalogue/offer?list=bundles',
  ],
  'an Environment': [
    '/environments/acme-prod',
    '/environments/acme-prod?view=list',
    '/environments/acme-prod?q=nothing-is-called-this',
    application,
    `${application}/history`,
    `${application}/promotion`,
    `${application}/promotion?from=develop&to=main`,
    `${application}/delete`,
  ],
  'the editor': [`${application}/code`, `${application}/code?file=CODEOWNERS`, '/blueprints/author', '/blueprints/author?from=bp-wordpress'],
  'the settings': [
    `${application}/settings`,
    `${application}/settings?section=version`,
    `${application}/settings?section=version&to=2.1.0`,
    `${application}/settings?section=placement`,
    `${application}/settings?section=name`,
  ],
};

const storefront = [
  '/redeem/',
  '/redeem/?code=T42-DEMO-100',
  '/plans',
  '/apps?plan=plan-m',
  '/checkout?plan=plan-m&app=app-wordpress',
  '/checkout?plan=plan-m&name=Noor&slug=noor-look',
  '/sign-in/code',
  '/sign-in/code?email=noor@example.om&reason=sent',
];

const missing = ['/nowhere', '/environments/nowhere', '/environments/acme-prod/applications/nobody', '/marketplace/bp-nothing'];

const looks = [
  ['light', 'en', 1280],
  ['dark', 'en', 1280],
  ['contrast', 'en', 1280],
  ['light', 'ar', 1280],
  ['dark', 'ar', 390],
  ['light', 'en', 390],
] as const;

for (const [theme, language, width] of looks) {
  test.describe(`${theme}, ${language}, ${width} wide`, () => {
    // Chromium logs that a page is not there.
    test.use({ viewport: { width, height: 900 }, expectedLogs: [/^console error: Failed to load resource: .* 404/] });

    test.beforeEach(async ({ context, server }) => {
      await context.addCookies([
        { name: 'catalyst_theme', value: theme, url: server.origin },
        { name: 'catalyst_locale', value: language, url: server.origin },
      ]);
    });

    // One page after the other in one tab: what they share is fetched and compiled once.
    for (const [part, paths] of Object.entries(pages)) {
      test(`every page of ${part} is accessible`, async ({ page }) => {
        for (const path of paths) await test.step(path, () => expectSound(page, path));
      });
    }

    test('a page that is not there is accessible', async ({ page }) => {
      for (const path of missing) await test.step(path, () => expectSound(page, path));
    });

    test('what opens on a page is accessible', async ({ page }) => {
      const console = new Console(page, language);

      await test.step('the command palette', async () => {
        await console.open('/environments/acme-prod');
        await console.expectLive();
        await page.keyboard.press('ControlOrMeta+k');
        await expect(page.getByRole('dialog', { name: console.text('layout.palette.title') })).toBeVisible();
        await expect(page.getByRole('option').first()).toBeVisible();
        await expectAccessible(page);
        await page.keyboard.press('Escape');
      });

      await test.step('a menu', async () => {
        await page.getByRole('banner').getByLabel(console.text('layout.theme'), { exact: true }).click();
        await expect(console.button('layout.theme_dark')).toBeVisible();
        await expectAccessible(page);
      });

      await test.step('the issues, the text and the review of an install', async () => {
        await console.open('/marketplace/bp-valkey/install');
        await fillIn(page, console.name, 'Not A Name');
        await console.button('install.review').click();
        await expect(console.name).toHaveAttribute('aria-invalid', 'true');
        await expectAccessible(page);
        await fillIn(page, console.name, `look-${theme}-${language}-${width}`);
        await page.getByRole('radio', { name: console.text('form.depth_advanced') }).check({ force: true });
        await expectAccessible(page);
        await page.getByRole('radio', { name: console.text('form.depth_yaml') }).check({ force: true });
        await expect(page.getByRole('textbox', { name: console.text('form.yaml_label') })).toBeVisible();
        await console.button('install.review').click();
        await expect(page.getByRole('heading', { name: console.text('install.review_title') })).toBeVisible();
        await expectSoundLayout(page);
        await expectAccessible(page);
      });

      await test.step('a commit', async () => {
        await console.open(`${application}/history`);
        const commits = page.getByRole('list', { name: console.text('application.history.commits') });
        await commits.getByRole('link').last().click();
        await expect(page.getByText('values.yaml').first()).toBeVisible();
        await expectSoundLayout(page);
        await expectAccessible(page);
      });
    });

    test('every page of the storefront is accessible', async ({ visitor, server }) => {
      await visitor.context().addCookies([
        { name: 'catalyst_theme', value: theme, url: server.origin },
        { name: 'catalyst_locale', value: language, url: server.origin },
      ]);
      await visitor.setViewportSize({ width, height: 900 });
      for (const path of storefront) await test.step(path, () => expectSound(visitor, path));
    });

    test('sign-in is accessible', async ({ visitor, server }) => {
      await visitor.context().addCookies([
        { name: 'catalyst_theme', value: theme, url: server.origin },
        { name: 'catalyst_locale', value: language, url: server.origin },
      ]);
      await visitor.setViewportSize({ width, height: 900 });
      await expectSound(visitor, '/sign-in');
    });
  });
}

async function expectSound(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await hydrated(page);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expectSoundLayout(page);
  await expectAccessible(page);
}

/** Nothing reaches out of the page: sideways, or below its end. */
async function expectSoundLayout(page: Page): Promise<void> {
  const outside = await page.evaluate(() => {
    const { scrollWidth, clientWidth, scrollHeight } = document.documentElement;
    const end = Math.max(document.body.getBoundingClientRect().bottom + window.scrollY, window.innerHeight);
    return { sideways: scrollWidth - clientWidth, below: Math.round(scrollHeight - end) };
  });
  expect(outside.sideways, 'nothing makes the page scroll sideways').toBeLessThanOrEqual(0);
  expect(outside.below, 'nothing makes the page longer than its content').toBeLessThanOrEqual(1);
}
