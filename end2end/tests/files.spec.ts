/** Files in the Code tab: made, renamed and deleted, kept over a reload, and committed together. */
import { Console, freshName } from '../support/console.ts';
import { SomebodyElse } from '../support/somebody-else.ts';
import { expect, expectAccessible, test } from '../support/test.ts';

test('files are made, renamed and deleted in one commit, and nothing is lost on the way', async ({ page, server }) => {
  const name = freshName('files');
  await new SomebodyElse(page.context().request, server.origin).installs('bp-valkey', '1.1.0', name);
  const console = new Console(page);
  await console.open(`/environments/acme-prod/applications/${name}/code`);
  const editor = page.locator('.view-lines').first();
  const files = page.getByRole('navigation', { name: console.text('application.code.files') });
  const path = page.getByRole('dialog').getByRole('textbox');
  const done = console.button('application.code.path_done');
  const commit = console.button('application.code.commit', { branch: 'main' });
  const committed = page.getByText(console.text('application.code.committed', { branch: 'main' }));
  await expect(editor).toBeVisible();

  await test.step('a bad path is refused with its reason', async () => {
    await console.button('application.code.new_file').click();
    await path.fill('../note.md');
    await done.click();
    await expect(page.getByText(console.text('application.code.path_unusable'))).toBeVisible();
    await expectAccessible(page);
    await path.fill('docs/note.md');
    await path.press('Enter');
  });

  await test.step('a new file survives a reload with what was typed into it', async () => {
    await expect(page).toHaveURL(/file=docs/);
    await expect(page.getByRole('heading', { name: 'docs/note.md' })).toBeVisible();
    await editor.click();
    await page.keyboard.insertText('To whom it may concern');
    await page.reload();
    await expect(editor).toContainText('To whom it may concern');
    const pending = page.getByRole('region', { name: console.text('application.code.pending') });
    await expect(pending).toContainText('docs/note.md');
    await expectAccessible(page);
    await commit.click();
    await expect(committed).toBeVisible();
    await expect(pending).toBeHidden();
  });

  await test.step('it is renamed', async () => {
    await console.button('application.code.rename').click();
    await path.fill('docs/letter.md');
    await done.click();
    await expect(editor).toContainText('To whom it may concern');
    await commit.click();
    await expect(files.getByRole('link', { name: 'note.md' })).toBeHidden();
    await expect(files.getByRole('link', { name: 'letter.md' })).toBeVisible();
  });

  await test.step('and deleted, which can be taken back until it is committed', async () => {
    await console.button('application.code.delete').click();
    await expect(files.getByRole('link', { name: 'letter.md' })).toBeHidden();
    await console.button('application.code.take_back', { file: 'docs/letter.md' }).click();
    await files.getByRole('link', { name: 'letter.md' }).click();
    await expect(editor).toContainText('To whom it may concern');
    await console.button('application.code.delete').click();
    await commit.click();
    await expect(page.getByRole('region', { name: console.text('application.code.pending') })).toBeHidden();
    await expect(files.getByRole('link', { name: 'letter.md' })).toBeHidden();
  });

  await test.step('what the platform writes stays', async () => {
    await files.getByRole('link', { name: /^application\.yaml/ }).click();
    await expect(console.button('application.code.rename')).toHaveAttribute('aria-disabled', 'true');
    await expect(console.button('application.code.delete')).toHaveAttribute('aria-disabled', 'true');
  });
});

test('a file that is deleted or renamed here and changed on the branch meanwhile is decided on', async ({ page, server }) => {
  const name = freshName('overtaken');
  const somebody = new SomebodyElse(page.context().request, server.origin);
  await somebody.installs('bp-valkey', '1.1.0', name);
  await somebody.commits(name, 'docs/note.md', 'one\n');
  await somebody.commits(name, 'docs/gone.md', 'one\n');
  const console = new Console(page);
  const editor = page.locator('.view-lines').first();
  const files = page.getByRole('navigation', { name: console.text('application.code.files') });
  const commit = console.button('application.code.commit', { branch: 'main' });
  const committed = page.getByText(console.text('application.code.committed', { branch: 'main' }));
  await console.open(`/environments/acme-prod/applications/${name}/code?file=docs/gone.md`);
  await expect(editor).toContainText('one');
  await console.button('application.code.delete').click();
  await expect(files.getByRole('link', { name: 'gone.md' })).toBeHidden();
  await files.getByRole('link', { name: 'note.md' }).click();
  await expect(editor).toContainText('one');
  await console.button('application.code.rename').click();
  await page.getByRole('dialog').getByRole('textbox').fill('docs/letter.md');
  await console.button('application.code.path_done').click();
  await expect(page.getByRole('heading', { name: 'docs/letter.md', exact: true })).toBeVisible();

  await somebody.commits(name, 'docs/gone.md', 'two\n');
  await somebody.commits(name, 'docs/note.md', 'two\n');
  const question = (key: string, values: Record<string, string>) => page.getByText(console.text(`application.code.${key}`, values));
  await expect(question('overtaken_deleted', { file: 'docs/gone.md' })).toBeVisible();
  await expect(question('overtaken_renamed', { from: 'docs/note.md', file: 'docs/letter.md' })).toBeVisible();
  await expect(commit).toHaveAttribute('aria-disabled', 'true');
  await expectAccessible(page);
  // From question to question, and on to the commit, without looking for the place anew.
  const carry = console.button('application.code.carry', { file: 'docs/letter.md' });
  await console.button('application.code.keep_deletion').press('Enter');
  await expect(carry).toBeFocused();
  await carry.press('Enter');
  await expect(commit).toBeFocused();
  await commit.click();
  await expect(committed).toBeVisible();
  await expect(files.getByRole('link', { name: 'gone.md' })).toBeHidden();
  await files.getByRole('link', { name: 'letter.md' }).click();
  await expect(editor).toContainText('two');
});

test('each branch says which Environment it feeds, and keeps its own unsaved files', async ({ page, server }) => {
  const name = freshName('branch');
  await new SomebodyElse(page.context().request, server.origin).installs('bp-valkey', '1.1.0', name);
  const console = new Console(page);
  await console.open(`/environments/acme-prod/applications/${name}/code`);
  await expect(page.locator('.view-lines').first()).toBeVisible();
  const branches = page.getByRole('navigation', { name: console.text('application.code.branches') });
  const link = (branch: string) => branches.getByRole('link', { name: branch });
  const pending = page.getByRole('region', { name: console.text('application.code.pending') });
  await expect(link('main')).toHaveAttribute('aria-current', 'page');
  await expect(link('main')).toContainText(console.text('application.code.feeds', { environment: 'acme-prod' }));
  await expect(link('develop')).toContainText(console.text('application.code.feeds', { environment: 'acme-dev' }));
  await console.button('application.code.new_file').click();
  await page.getByRole('dialog').getByRole('textbox').fill('only-here.md');
  await console.button('application.code.path_done').click();
  await expect(pending).toContainText('only-here.md');
  await link('develop').click();
  await expect(link('develop')).toHaveAttribute('aria-current', 'page');
  await expect(pending).toBeHidden();
  await link('main').click();
  await expect(pending).toContainText('only-here.md');
});
