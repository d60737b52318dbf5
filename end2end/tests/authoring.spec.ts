/** Writing a Blueprint: the form beside the text, what is wrong with it, publishing, and installing what was published. */
import type { Page } from '@playwright/test';
import { Console, freshName } from '../support/console.ts';
import { expect, test } from '../support/test.ts';

const open = async (page: Page): Promise<Console> => {
  const console = new Console(page);
  await console.open('/blueprints/author');
  await expect(page.locator('.monaco-editor').first()).toBeVisible();
  return console;
};

/** Replaces the whole text, as a person does who pastes. */
const write = async (page: Page, text: string): Promise<void> => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.evaluate((text) => navigator.clipboard.writeText(text), text);
  await page.locator('.view-lines').first().click();
  await page.keyboard.press('Control+A');
  await page.keyboard.press('Control+V');
};

const manifest = (name: string, nurses: string): string => `apiVersion: catalyst.openova.io/v1
kind: Blueprint
metadata: {name: ${name}}
spec:
  version: 1.0.0
  visibility: listed
  card: {title: Night shift, tagline: Plans the night}
  configSchema:
    type: object
    properties:
      nurses: ${nurses}
`;

test('a form appears while its schema is typed, an error is fixed, and the version is published', async ({ page }) => {
  const name = `bp-${freshName('night')}`;
  const console = await open(page);
  const problems = page.getByRole('region', { name: console.text('authoring.problems') });
  await write(page, manifest(name, '{type: integer, title: Nurses on duty, maximum: 5, default: 9}'));
  await expect(problems).toContainText(console.text('authoring.error'));
  await expect(console.field('Nurses on duty')).toHaveAttribute('placeholder', '9');
  await expect(console.button('authoring.publish_open')).toHaveAttribute('aria-disabled', 'true');

  await write(page, manifest(name, '{type: integer, title: Nurses at night, maximum: 5, default: 2}'));
  await expect(page.getByText(console.text('authoring.no_problems'))).toBeVisible();
  await expect(console.field('Nurses at night')).toHaveAttribute('placeholder', '2');

  await console.button('authoring.publish_open').click();
  await console.field(`${console.text('common.organization')} (${console.text('common.required')})`).selectOption('acme');
  await expect(page.getByRole('dialog').getByRole('row').filter({ hasText: name })).toBeVisible();
  await page.getByRole('dialog').getByRole('button', { name: console.text('authoring.publish'), exact: true }).click();
  await expect(page.getByRole('link', { name: console.text('authoring.open_published') })).toBeVisible();

  await console.open(`/marketplace/${name}/install`);
  await expect(console.field('Nurses at night')).toHaveAttribute('placeholder', '2');
});

test('what is typed survives a reload, and a broken text keeps the last form', async ({ page }) => {
  const console = await open(page);
  await write(page, `${manifest('bp-draft', '{type: integer, title: Kept}')}broken: [`);
  await expect(page.getByText(console.text('authoring.broken'))).toBeVisible();
  await page.reload();
  await expect(page.getByText(console.text('authoring.draft'))).toBeVisible();
  await expect(page.locator('.view-lines').first()).toContainText('bp-draft');
});
