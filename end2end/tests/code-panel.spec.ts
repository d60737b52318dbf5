/** Beside the editor: the form of the same text, its outline, and the file's past. */
import type { Page } from '@playwright/test';
import { Console, freshName } from '../support/console.ts';
import { SomebodyElse } from '../support/somebody-else.ts';
import { expect, expectAccessible, test } from '../support/test.ts';
import type { Language } from '../support/words.ts';

const open = async (page: Page, name: string, language: Language = 'en'): Promise<Console> => {
  const console = new Console(page, language);
  await console.open(`/environments/acme-prod/applications/${name}/code`);
  await expect(page.locator('.monaco-editor').first()).toBeVisible();
  return console;
};

/** Chooses what is beside the editor, by keyboard. */
const choose = async (console: Console, part: string): Promise<void> => {
  const radio = console.page.getByRole('radio', { name: console.text(`application.panel.${part}`), exact: true });
  await radio.focus();
  await console.page.keyboard.press('Space');
  await expect(radio).toBeChecked();
};

/** Types into the editor as a person does, at the end of the file. */
const append = async (page: Page, text: string): Promise<void> => {
  await page.locator('.view-lines').first().click();
  await page.keyboard.press('Control+End');
  await page.keyboard.insertText(text);
};

for (const language of ['en', 'ar'] as const) {
  test(`the form and the text are one document (${language})`, async ({ page, server }) => {
    const name = freshName('form');
    const parameters = { memoryMegabytes: 320 };
    await new SomebodyElse(page.context().request, server.origin).installs('bp-valkey', '1.1.0', name, parameters);
    const console = await open(page, name, language);
    const text = page.locator('.view-lines').first();
    await append(page, '# for the sale\n');
    await choose(console, 'form');
    const file = { file: 'values.yaml' };
    const form = page.getByRole('region', { name: console.text('application.panel.form_of', file) });
    // The label is the Blueprint's, in whichever languages it has; the place is the same in all of them.
    const memory = form.locator('input[data-at="/memoryMegabytes"]');
    await expect(memory).toHaveValue('320');
    await memory.fill('512');
    await expect(text).toContainText('512');
    await expect(text).toContainText('for the sale');
    await expectAccessible(page);
    await console.button('application.code.discard').click();
    await expect(memory).toHaveValue('320');
    await append(page, 'broken: [\n');
    await expect(form.getByText(console.text('application.panel.unreadable'))).toBeVisible();
  });
}

test('the outline writes a setting that the text does not say, and goes to its line', async ({ page, server }) => {
  const name = freshName('outline');
  await new SomebodyElse(page.context().request, server.origin).installs('bp-valkey', '1.1.0', name);
  const console = await open(page, name);
  await choose(console, 'outline');
  const outline = page.getByRole('region', { name: console.text('application.panel.outline') });
  await outline.getByRole('button', { name: console.text('application.panel.write', { key: 'memoryMegabytes' }) }).click();
  await expect(page.locator('.view-lines').first()).toContainText('memoryMegabytes:');
  await expect(outline.getByRole('button', { name: 'memoryMegabytes', exact: true })).toBeVisible();
  await expectAccessible(page);
});

test('the history of a file gives a version back, and says who wrote which line', async ({ page, server }) => {
  const name = freshName('past');
  const parameters = { memoryMegabytes: 320 };
  await new SomebodyElse(page.context().request, server.origin).installs('bp-valkey', '1.1.0', name, parameters);
  const console = await open(page, name);
  await append(page, 'eviction: volatile-ttl\n');
  await console.field(console.text('application.code.message')).fill('Forget the oldest first');
  await console.button('application.code.commit', { branch: 'main' }).click();
  await expect(page.getByText(console.text('application.code.committed', { branch: 'main' }))).toBeVisible();

  let texts = 0;
  page.on('request', (request) => (texts += Number(request.url().includes('/raw/values.yaml'))));
  await choose(console, 'history');
  const history = page.getByRole('list', { name: console.text('application.panel.history') });
  const newest = history.getByRole('listitem').filter({ hasText: 'Forget the oldest first' });
  await expect(newest).toBeVisible();
  expect(texts, 'no version is read before somebody wants to see it').toBe(0);
  await newest.getByRole('button', { name: console.text('common.compare') }).click();
  await expect(newest.getByRole('region')).toContainText('volatile-ttl');
  await expectAccessible(page);

  await choose(console, 'blame');
  const blame = page.getByRole('table').filter({ hasText: 'volatile-ttl' });
  await expect(blame.getByRole('row').filter({ hasText: 'volatile-ttl' }).getByTitle(/Forget the oldest first/)).toBeVisible();
  await expect(blame.getByTitle(/Install/)).toBeVisible();
  expect(texts, 'what the history has read is not read again').toBe(2);

  await choose(console, 'history');
  const first = history.getByRole('listitem').filter({ hasText: 'Install' });
  await first.getByRole('button', { name: console.text('application.panel.take') }).click();
  await expect(page.locator('.view-lines').first()).not.toContainText('volatile-ttl');
  // It is text in the editor, not a commit.
  await expect(console.button('application.code.commit', { branch: 'main' })).toBeEnabled();
});

test('on a phone the panel is below the editor', async ({ page, server }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const name = freshName('phone');
  await new SomebodyElse(page.context().request, server.origin).installs('bp-valkey', '1.1.0', name);
  const console = await open(page, name);
  const editor = await page.locator('.monaco-editor').first().boundingBox();
  const panel = await page.getByRole('radiogroup', { name: console.text('application.panel.title') }).boundingBox();
  expect(panel!.y).toBeGreaterThan(editor!.y + editor!.height - 1);
  expect(panel!.x + panel!.width).toBeLessThanOrEqual(390);
});
