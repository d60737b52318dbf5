import { expect, expectAccessible, hydrated, test } from '../support/test.ts';

const pages = [
  '/marketplace',
  '/marketplace/bp-wordpress',
  '/marketplace/bp-wordpress/install',
  '/marketplace/bp-postgres/install',
  '/environments/acme-prod',
];

for (const [theme, language, width] of [
  ['light', 'en', 1280],
  ['dark', 'en', 1280],
  ['contrast', 'en', 1280],
  ['light', 'ar', 1280],
  ['dark', 'ar', 390],
  ['light', 'en', 390],
] as const) {
  for (const path of pages) {
    test(`${path} is accessible (${theme}, ${language}, ${width} wide)`, async ({ page, context, server }) => {
      await context.addCookies([
        { name: 'catalyst_theme', value: theme, url: server.origin },
        { name: 'catalyst_locale', value: language, url: server.origin },
      ]);
      await page.setViewportSize({ width, height: 900 });
      await page.goto(path);
      await hydrated(page);
      await expect(page.getByRole('main').getByRole('heading', { level: 1 })).toBeVisible();
      await expectAccessible(page);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(overflow, 'nothing makes the page scroll sideways').toBeLessThanOrEqual(0);
    });
  }
}

test('every tab of an Application is accessible', async ({ page }) => {
  await page.goto('/environments/acme-prod');
  await hydrated(page);
  const first = page.getByRole('main').locator('a[href*="/applications/"]').first();
  const base = (await first.getAttribute('href'))!;
  for (const tab of ['', '/settings', '/history', '/delete']) {
    await page.goto(base + tab);
    await hydrated(page);
    await expect(page.getByRole('main').getByRole('heading', { level: 1 })).toBeVisible();
    await expectAccessible(page);
  }
});

test('sign-in is accessible', async ({ visitor }) => {
  await visitor.goto('/sign-in');
  await hydrated(visitor);
  await expectAccessible(visitor);
});
