/** What is particular to an Environment: its values over the settings, in the Code tab and beside the form. */
import { Console, freshName } from '../support/console.ts';
import { SomebodyElse } from '../support/somebody-else.ts';
import { expect, expectAccessible, test } from '../support/test.ts';

const FILE = 'overlays/prod/values.yaml';

for (const language of ['en', 'ar'] as const) {
  test(`values of an Environment are checked over the settings, run, and are told beside the form (${language})`, async ({ page, server }) => {
    const name = freshName('overlay');
    await new SomebodyElse(page.context().request, server.origin).installs('bp-valkey', '1.1.0', name);
    const console = new Console(page, language);
    const tab = (rest: string): string => `/environments/acme-prod/applications/${name}/${rest}`;
    const append = async (text: string): Promise<void> => {
      await page.locator('.view-lines').first().click();
      await page.keyboard.press('Control+End');
      await page.keyboard.insertText(text);
    };

    await console.open(tab(`code?file=${FILE}`));
    await expect(page.locator('.monaco-editor').first()).toBeVisible();
    await expect(page.getByText(console.text('application.code.no_problems'))).toBeVisible();
    const problems = page.getByRole('region', { name: console.text('application.code.problems') });
    await append('memoryMegabyte: 1\n');
    await expect(problems).toContainText('memoryMegabytes');
    await console.button('application.code.discard').click();
    await append('memoryMegabytes: lots\n');
    await expect(problems.getByRole('listitem').first()).toBeVisible();
    await console.button('application.code.discard').click();
    await append('memoryMegabytes: 512 # only here\n');
    await expect(page.getByText(console.text('application.code.no_problems'))).toBeVisible();
    await console.button('application.code.commit', { branch: 'main' }).click();
    await expect(page.getByText(console.text('application.code.committed', { branch: 'main' }))).toBeVisible();

    await console.open(tab('settings'));
    const note = page.getByRole('main').getByRole('status').filter({ hasText: FILE });
    await expect(note).toContainText('512');
    await expectAccessible(page);
    await note.getByRole('link', { name: console.text('application.settings.overlay_open') }).click();
    await expect(page.locator('.view-lines').first()).toContainText('only here');
  });
}
