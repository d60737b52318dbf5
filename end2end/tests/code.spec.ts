/** The Code tab: edit, see what is wrong and what changes, commit; and somebody else commits at the same time. */
import type { Page } from '@playwright/test';
import { Console, freshName } from '../support/console.ts';
import { Clone } from '../support/git.ts';
import { SomebodyElse } from '../support/somebody-else.ts';
import { expect, expectAccessible, test } from '../support/test.ts';

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

test('a long text stands in the editor soon, is checked when nobody types, and survives a reload', async ({ page, server }) => {
  const name = freshName('long');
  const others = new SomebodyElse(page.context().request, server.origin);
  await others.installs('bp-static-site', '1.1.0', name, { domain: 'www.acme.om', source: 'https://git.acme.om/site' });
  const colleague = await clone(await open(page, name), server.origin, name);
  const moved = Array.from({ length: 3_000 }, (_, number) => `  /old/${number}.html: https://www.acme.om/new/${number}\n`);
  await colleague.pushes('values.yaml', (text) => `${text.replace(/^redirects:.*\n?/m, '')}redirects:\n${moved.join('')}`, 'Moved');
  colleague.remove();
  const console = await open(page, name);
  await append(page, 'domain: twice.example\n');
  await expect(page.getByRole('region', { name: console.text('application.code.problems') })).toContainText('domain');
  await page.reload();
  await expect(page.getByText(console.text('application.code.draft'))).toBeVisible();
  await page.locator('.view-lines').first().click();
  await page.keyboard.press('Control+End');
  await expect(page.locator('.view-lines').first()).toContainText('twice.example');
  await expect(page.getByRole('region', { name: console.text('application.code.problems') })).toContainText('domain');
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

test('saving commits at once when that is wanted, and nothing is in the way', async ({ page, server }) => {
  const name = freshName('save');
  await new SomebodyElse(page.context().request, server.origin).installs('bp-valkey', '1.1.0', name);
  const console = await open(page, name);
  const message = console.field(console.text('application.code.message'));
  const committed = page.getByText(console.text('application.code.committed', { branch: 'main' }));
  await append(page, 'memoryMegabytes: 512\n');
  await page.keyboard.press('Control+s');
  await expect(message).toBeFocused();
  await page.getByRole('checkbox', { name: console.text('application.code.on_save') }).check();
  await page.reload();
  await expect(page.locator('.monaco-editor').first()).toBeVisible();
  await expect(page.getByText(console.text('application.code.editor_help_commits'))).toBeVisible();
  await expect(page.locator('.view-lines').first()).toContainText('512');
  await append(page, '# for the sale\n');
  await page.keyboard.press('Control+s');
  await expect(committed).toBeVisible();
  await append(page, 'replicas: several\n');
  await page.keyboard.press('Control+s');
  await expect(message).toBeFocused();
  await expectAccessible(page);
  await console.open(`/environments/acme-prod/applications/${name}/history`);
  await expect(page.getByText(console.text('application.code.message_default', { file: 'values.yaml' }))).toHaveCount(1);
});

test('saving again while a commit is under way commits once more after it', async ({ page, server }) => {
  const name = freshName('again');
  await new SomebodyElse(page.context().request, server.origin).installs('bp-valkey', '1.1.0', name);
  const console = await open(page, name);
  await page.getByRole('checkbox', { name: console.text('application.code.on_save') }).check();
  let goOn = (): void => undefined;
  const saved = new Promise<void>((resolve) => (goOn = resolve));
  await page.route(/\/contents$/, async (route) => {
    await saved;
    await route.continue();
  });
  await append(page, '# one\n');
  const asked = page.waitForRequest(/\/contents$/);
  await page.keyboard.press('Control+s');
  await asked;
  await append(page, '# two\n');
  await page.keyboard.press('Control+s');
  goOn();
  const commit = console.button('application.code.commit', { branch: 'main' });
  await expect(commit).toHaveAccessibleDescription(console.text('application.code.unchanged'));
  await console.open(`/environments/acme-prod/applications/${name}/history`);
  await expect(page.getByText(console.text('application.code.message_default', { file: 'values.yaml' }))).toHaveCount(2);
});

/** Makes an access token in the page, and clones with it. */
const clone = async (console: Console, origin: string, name: string): Promise<Clone> => {
  const { page } = console;
  await page.getByText(console.text('application.access.title')).click();
  await console.field(`${console.text('application.access.name')} (${console.text('common.required')})`).fill(`laptop of ${name}`);
  await console.button('application.access.create').click();
  const secret = page.getByRole('region', { name: console.text('application.access.secret'), exact: true });
  return Clone.of(origin, `acme/${name}`, (await secret.innerText()).trim());
};

test('a push from a shell while the file is being edited is merged, setting by setting', async ({ page, server }) => {
  const name = freshName('push');
  const parameters = { memoryMegabytes: 320 };
  await new SomebodyElse(page.context().request, server.origin).installs('bp-valkey', '1.1.0', name, parameters);
  const console = await open(page, name);
  const colleague = await clone(console, server.origin, name);
  await append(page, 'eviction: volatile-ttl # mine\n');
  await colleague.pushes('values.yaml', (text) => text.replace('320', '512'), 'Double the memory');

  const moved = page.getByText(console.text('application.code.moved', { branch: 'main' }));
  await expect(moved).toBeVisible();
  await expectAccessible(page);
  await console.button('application.code.merge').click();
  await expect(page.getByText(console.text('application.code.merged'))).toBeVisible();
  await expect(page.locator('.view-lines').first()).toContainText('512');
  await expect(page.locator('.view-lines').first()).toContainText('mine');
  await console.button('application.code.commit', { branch: 'main' }).click();
  await expect(page.getByText(console.text('application.code.committed', { branch: 'main' }))).toBeVisible();

  await test.step('and what both changed is decided', async () => {
    await append(page, 'replicas: 2\n');
    await colleague.pulls();
    await colleague.pushes('values.yaml', (text) => `${text}replicas: 3\n`, 'Three of them');
    await expect(moved).toBeVisible();
    await console.button('application.code.merge').click();
    const row = page.getByRole('row').filter({ hasText: 'Replicas' });
    const keepMine = row.getByRole('button', { name: console.text('application.code.keep_mine') });
    await expect(keepMine).toBeVisible();
    await expect(row).toContainText('3');
    await expectAccessible(page);
    // More of theirs does not take the question away.
    await colleague.pushes('values.yaml', (text) => text.replace('512', '768'), 'Still more memory');
    await keepMine.click();
    await expect(page.locator('.view-lines').first()).toContainText('replicas: 2');
    await console.button('application.code.merge').click();
    await expect(page.locator('.view-lines').first()).toContainText('768');
    await expect(page.locator('.view-lines').first()).toContainText('replicas: 2');
  });
  colleague.remove();
});

test.describe('without a connection', () => {
  test.use({ expectedLogs: [/ERR_INTERNET_DISCONNECTED/] });

  test('what is typed is kept, and committed when the connection is back', async ({ page, context, server }) => {
    const name = freshName('offline');
    await new SomebodyElse(page.context().request, server.origin).installs('bp-valkey', '1.1.0', name);
    const console = await open(page, name);
    await context.setOffline(true);
    await append(page, 'memoryMegabytes: 768\n');
    const commit = console.button('application.code.commit', { branch: 'main' });
    await commit.click();
    await expect(page.getByText(console.text('application.code.refused'))).toBeVisible();
    await expect(page.locator('.view-lines').first()).toContainText('768');
    await context.setOffline(false);
    await console.expectLive();
    await commit.click();
    await expect(page.getByText(console.text('application.code.committed', { branch: 'main' }))).toBeVisible();
  });
});
