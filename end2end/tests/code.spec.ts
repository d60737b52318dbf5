/** The Code tab: edit, see what is wrong and what changes, commit; and somebody else commits at the same time. */
import type { Page } from '@playwright/test';
import { Console, freshName } from '../support/console.ts';
import { SomebodyElse } from '../support/somebody-else.ts';
import { expect, test } from '../support/test.ts';

const open = async (page: Page, name: string): Promise<Console> => {
  const console = new Console(page);
  await console.open(`/environments/acme-prod/applications/${name}/code`);
  await expect(page.locator('.monaco-editor').first()).toBeVisible();
  return console;
};

/** Types into the editor as a person does, at the end of the file. */
const append = async (page: Page, text: string): Promise<void> => {
  await page.locator('.view-lines').first().click();
  await page.keyboard.press('Control+End');
  await page.keyboard.insertText(text);
};

test('an edit is checked while typing, shown as a change, and committed', async ({ page, server }) => {
  const name = freshName('code');
  await new SomebodyElse(page.context().request, server.origin).installs('bp-valkey', '1.1.0', name);
  const console = await open(page, name);
  const commit = console.button('application.code.commit', { branch: 'main' });
  await append(page, 'memoryMegabytes: lots\n');
  await expect(page.getByRole('region', { name: console.text('application.code.problems') })).toContainText('Memory');
  await console.button('application.code.discard').click();
  await expect(page.locator('.view-lines').first()).not.toContainText('lots');
  await append(page, 'memoryMegabytes: 512 # for the sale\n');
  await expect(page.getByText(console.text('application.code.no_problems'))).toBeVisible();
  await expect(page.getByRole('row').filter({ hasText: '512' })).toBeVisible();
  await console.field(console.text('application.code.message')).fill('More memory for the sale');
  await commit.click();
  await expect(page.getByText(console.text('application.code.committed', { branch: 'main' }))).toBeVisible();
  await console.open(`/environments/acme-prod/applications/${name}/history`);
  await expect(page.getByText('More memory for the sale')).toBeVisible();
  await console.open(`/environments/acme-prod/applications/${name}/settings`);
  await expect(console.field('Memory (MB)')).toHaveValue('512');
});

test('what is typed survives a reload', async ({ page, server }) => {
  const name = freshName('draft');
  await new SomebodyElse(page.context().request, server.origin).installs('bp-valkey', '1.1.0', name);
  const console = await open(page, name);
  await append(page, '# not yet committed\n');
  await expect(page.locator('.view-lines').first()).toContainText('not yet committed');
  await page.reload();
  await expect(page.getByText(console.text('application.code.draft'))).toBeVisible();
  await expect(page.locator('.view-lines').first()).toContainText('not yet committed');
});
