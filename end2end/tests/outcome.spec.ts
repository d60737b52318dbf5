/** Beside the commit of the Code tab: what it renders to, what stands before the branch, what it asks of the cluster. */
import type { Page } from '@playwright/test';
import { Console, freshName } from '../support/console.ts';
import { SomebodyElse } from '../support/somebody-else.ts';
import { expect, expectAccessible, test } from '../support/test.ts';
import type { Language } from '../support/words.ts';

const open = async (page: Page, name: string, language: Language = 'en', branch = 'main'): Promise<Console> => {
  const console = new Console(page, language);
  await console.open(`/environments/acme-prod/applications/${name}/code?branch=${branch}`);
  await expect(page.locator('.monaco-editor').first()).toBeVisible();
  return console;
};

/** Types into the editor as a person does, at the end of the file. */
const append = async (page: Page, text: string): Promise<void> => {
  await page.locator('.view-lines').first().click();
  await page.keyboard.press('Control+End');
  await page.keyboard.insertText(text);
};

/** Opens what the commit does, by keyboard. */
const ask = async (console: Console): Promise<void> => {
  await console.page.locator('#outcome > summary').focus();
  await console.page.keyboard.press('Enter');
};

for (const language of ['en', 'ar'] as const) {
  test(`what a commit renders to and asks of the cluster is said before it is made (${language})`, async ({ page, server }) => {
    const name = freshName('outcome');
    await new SomebodyElse(page.context().request, server.origin).installs('bp-valkey', '1.1.0', name);
    const console = await open(page, name, language);
    const outcome = page.locator('#outcome');
    let questions = 0;
    page.on('request', (request) => (questions += Number(request.url().includes('/files/preview'))));
    await append(page, 'replicas: 3\n');
    await expect(outcome).not.toHaveAttribute('open');
    // What was typed has been read by then.
    await expect(console.button('application.code.commit', { branch: 'main' })).not.toHaveAttribute('aria-disabled');
    await expect(page.getByRole('region', { name: console.text('application.code.problems') })).toContainText(console.text('application.code.no_problems'));
    expect(questions, 'nobody has asked yet').toBe(0);
    await ask(console);
    const rendered = outcome.getByRole('region', { name: console.text('application.outcome.rendered') });
    await expect(rendered).toContainText('replicas: 3');
    const pods = outcome.getByRole('row').filter({ hasText: console.text('application.outcome.pods') });
    await expect(pods).toContainText('3');
    await expect(outcome).toContainText(console.text('application.promotion.no_gates', { branch: 'main' }));
    await expectAccessible(page);
    // From now on whoever pauses is told again.
    await console.button('application.code.discard').click();
    await expect(outcome).toContainText(console.text('application.code.unchanged'));
  });
}

test.describe('with a control plane that does not know the question', () => {
  test.use({ expectedLogs: [/404/] });

  test('the commit goes on all the same', async ({ page, server }) => {
    const name = freshName('untold');
    await new SomebodyElse(page.context().request, server.origin).installs('bp-valkey', '1.1.0', name);
    await page.route('**/files/preview*', (route) => route.fulfill({ status: 404, json: { error: 'not_found' } }));
    const console = await open(page, name);
    await append(page, 'memoryMegabytes: 512\n');
    await ask(console);
    await expect(page.getByText(console.text('application.outcome.unknown'))).toBeVisible();
    await console.button('application.code.commit', { branch: 'main' }).click();
    await expect(page.getByText(console.text('application.code.committed', { branch: 'main' }))).toBeVisible();
  });
});
