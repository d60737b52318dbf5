import { expect, test } from '../support/test.ts';

test('the marketplace is read and searched without a script', async ({ page }) => {
  await page.goto('/marketplace');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.getByRole('searchbox', { name: 'Search Blueprints' }).fill('wordpress');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/q=wordpress/);
  await page.getByRole('link', { name: 'WordPress', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'WordPress' })).toBeVisible();
  await page.getByRole('main').getByRole('link', { name: 'Install' }).first().click();
  await expect(page.getByRole('textbox', { name: 'Site title' })).toBeDisabled();
  // Locators pass over `noscript`, which a browser without scripts shows.
  expect(await page.content()).toContain('This form needs JavaScript.');
});

test('an Environment and an Application are read without a script', async ({ page }) => {
  await page.goto('/');
  await expect(page).toHaveURL(/\/environments\//);
  const first = page.getByRole('main').locator('a[href*="/applications/"]').first();
  await first.click();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  for (const tab of ['History', 'Delete', 'Overview']) {
    await page.getByRole('link', { name: tab, exact: true }).click();
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  }
});
