import { Console } from '../support/console.ts';
import { expect, test } from '../support/test.ts';

test('the command palette goes to a Blueprint by keyboard', async ({ page }) => {
  const console = new Console(page);
  await console.open('/');
  await expect(page).toHaveURL(/\/environments\//);
  await expect(page.getByRole('banner').getByText(console.text('layout.live.live'), { exact: true })).toBeVisible();
  await page.keyboard.press('ControlOrMeta+k');
  const palette = page.getByRole('dialog', { name: console.text('layout.palette.title') });
  await expect(palette).toBeVisible();
  await page.keyboard.type('keycloak');
  await expect(palette.getByRole('option', { name: /Keycloak/ }).first()).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/bp-keycloak/);
  await expect(palette).toBeHidden();
});

test('theme and language are chosen in the top bar and stay', async ({ page }) => {
  const console = new Console(page);
  await console.open('/marketplace');
  await page.getByRole('banner').getByLabel(console.text('layout.theme'), { exact: true }).click();
  await page.getByRole('button', { name: console.text('layout.theme_dark') }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'catalyst-dark');
  await page.getByRole('banner').getByLabel(console.text('layout.language'), { exact: true }).click();
  await page.getByRole('button', { name: 'العربية' }).click();
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'catalyst-dark');
  await expect(page).toHaveURL(/\/marketplace$/);
});

test('an unknown address, Application or Blueprint is not found', async ({ page }) => {
  for (const path of ['/nowhere', '/environments/acme-prod/applications/nobody', '/marketplace/bp-nothing']) {
    const response = await page.request.get(path);
    expect(response.status(), path).toBe(404);
  }
});

test('the page says that what it shows is current', async ({ page }) => {
  const console = new Console(page);
  await console.open('/');
  await expect(page.getByRole('banner').getByText(console.text('layout.live.live'), { exact: true })).toBeVisible();
});
