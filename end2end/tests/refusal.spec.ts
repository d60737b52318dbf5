/** What only the control plane can know: its refusals land on their fields, and nothing typed is lost. */
import { Console, freshName } from '../support/console.ts';
import { activate, fillIn, pick } from '../support/keyboard.ts';
import { SomebodyElse } from '../support/somebody-else.ts';
import { expect, test } from '../support/test.ts';
import type { Language } from '../support/words.ts';

/** Labels that a Blueprint brings along. */
const labels: Record<Language, { domain: string; email: string }> = {
  en: { domain: 'Address', email: 'Administrator e-mail' },
  ar: { domain: 'عنوان الإنترنت', email: 'بريد المدير' },
};

/** Browsers do not hold the tables that tell whether this label of an international name stands for anything. */
const onlyServersKnow = 'xn--ls8h.example.org';

/** Chromium logs every answer that is not a success. */
test.use({ expectedLogs: [/^console error: Failed to load resource: the server responded with a status of 4\d\d/] });

for (const language of ['en', 'ar'] as const) {
  test(`a value that only the control plane can judge is refused on its field (${language})`, async ({ page }) => {
    const console = new Console(page, language);
    await console.open('/marketplace/bp-wordpress/install');
    const domain = console.field(labels[language].domain);
    await fillIn(page, domain, onlyServersKnow);
    await fillIn(page, console.field(labels[language].email), 'owner@example.org');
    await expect(domain).not.toHaveAttribute('aria-invalid', 'true');
    await activate(page, console.button('install.review'));

    await expect(domain).toBeFocused();
    await expect(domain).toHaveAttribute('aria-invalid', 'true');
    await expect(domain).toHaveValue(onlyServersKnow);
    await expect(console.field(labels[language].email)).toHaveValue('owner@example.org');

    const summary = page.getByRole('alert', { name: console.text('form.summary_label') });
    await activate(page, summary.getByRole('button', { name: labels[language].domain }));
    await expect(domain).toBeFocused();
    await fillIn(page, domain, 'blog.example.org');
    await expect(summary).toBeHidden();
    await activate(page, console.button('install.review'));
    await expect(page.getByRole('heading', { name: console.text('install.review_title') })).toBeVisible();
  });

  test(`a name that was taken meanwhile is refused on its field (${language})`, async ({ page, server }) => {
    const console = new Console(page, language);
    const name = freshName('twice');
    await console.open('/marketplace/bp-valkey/install');
    await console.nameIt(name);
    await new SomebodyElse(page.context().request, server.origin).installs('bp-valkey', '1.1.0', name);
    await activate(page, console.button('install.install'));

    await expect(console.name).toBeFocused();
    await expect(console.name).toHaveAttribute('aria-invalid', 'true');
    await expect(console.name).toHaveAccessibleDescription(new RegExp(console.text('install.name_refused')));
    await expect(console.name).toHaveValue(name);

    const other = freshName('other');
    await console.nameIt(other);
    await expect(console.name).not.toHaveAttribute('aria-invalid', 'true');
    await activate(page, console.button('install.install'));
    await expect(page).toHaveURL(new RegExp(`/applications/${other}$`));
  });

  test(`a service that is gone by now is refused where it was chosen (${language})`, async ({ page, server }) => {
    const console = new Console(page, language);
    const others = new SomebodyElse(page.context().request, server.origin);
    const database = freshName('lent');
    await others.installs('bp-postgres', '1.4.2', database);
    await console.open('/marketplace/bp-wordpress/install');
    await fillIn(page, console.field(labels[language].domain), 'lent.example.org');
    await fillIn(page, console.field(labels[language].email), 'owner@example.org');
    const choice = page.getByRole('main').getByRole('combobox', { name: /^postgres/ });
    await pick(page, choice, database);
    await others.deletes(database);
    await activate(page, console.button('install.review'));

    await expect(choice).toBeFocused();
    await expect(choice).toHaveAttribute('aria-invalid', 'true');
    await expect(console.field(labels[language].domain)).toHaveValue('lent.example.org');
    await pick(page, choice, '');
    await expect(choice).not.toHaveAttribute('aria-invalid', 'true');
    await activate(page, console.button('install.review'));
    await expect(page.getByRole('heading', { name: console.text('install.review_title') })).toBeVisible();
  });
}
