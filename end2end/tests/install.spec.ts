import { existsSync } from 'node:fs';
import { Console, freshName } from '../support/console.ts';
import { activate, fillIn } from '../support/keyboard.ts';
import { expect, fixtureBlueprints, test } from '../support/test.ts';
import type { Language } from '../support/words.ts';

const wordpress: Record<Language, { title: string; domain: string; email: string }> = {
  en: { title: 'WordPress', domain: 'Address', email: 'Administrator e-mail' },
  ar: { title: 'ووردبريس', domain: 'عنوان الإنترنت', email: 'بريد المدير' },
};

for (const language of ['en', 'ar'] as const) {
  test(`WordPress is installed by keyboard and goes to Running without a reload (${language})`, async ({ page, context, server }) => {
    await context.addCookies([{ name: 'catalyst_locale', value: language, url: server.origin }]);
    const console = new Console(page, language);
    const name = freshName('blog');
    await console.chooseBlueprint('wordpress', wordpress[language].title);
    await expect(page.locator('html')).toHaveAttribute('dir', language === 'ar' ? 'rtl' : 'ltr');
    await fillIn(page, console.field(wordpress[language].domain), `${name}.example.org`);
    await fillIn(page, console.field(wordpress[language].email), 'owner@example.org');
    await console.install(name);
    await console.expectState('running');
  });
}

const fixtures: Array<[search: string, title: string, fields?: Record<string, string>]> = [
  ['cilium', 'Cilium'],
  ['harbor', 'Harbor', { Hostname: 'registry.example.org' }],
  ['stunner', 'STUNner'],
  ['falco', 'Falco'],
  ['loki', 'Loki'],
  ['knative', 'Knative', { 'Sovereign fqdn': 't01.omani.works' }],
];

for (const [search, title, fields = {}] of fixtures) {
  test(`the real Blueprint ${title} is installed by keyboard`, async ({ page }) => {
    test.skip(!existsSync(fixtureBlueprints), 'the real Blueprints are not beside this clone');
    const console = new Console(page);
    const name = freshName(search.slice(0, 8));
    await console.chooseBlueprint(search, title, { platform: true });
    for (const [label, text] of Object.entries(fields)) await fillIn(page, console.field(label), text);
    await console.install(name);
    await console.expectState('running');
  });
}

test('what the form refuses is said on its field, and nothing typed is lost', async ({ page }) => {
  const console = new Console(page);
  await console.chooseBlueprint('wordpress', 'WordPress');
  const domain = console.field('Address');
  await fillIn(page, domain, 'not a host name');
  await activate(page, console.button('install.review'));
  await expect(domain).toHaveAttribute('aria-invalid', 'true');
  await expect(domain).toHaveValue('not a host name');
  await expect(page.getByRole('heading', { name: console.text('install.review_title') })).toBeHidden();
});

test('a draft survives a reload', async ({ page }) => {
  const console = new Console(page);
  await console.chooseBlueprint('wordpress', 'WordPress');
  const domain = console.field('Address');
  await fillIn(page, domain, 'draft.example.org');
  await expect
    .poll(() => page.evaluate(() => Object.values(localStorage).some((value) => value.includes('draft.example.org'))))
    .toBe(true);
  await page.reload();
  await expect(page.getByText(console.text('install.draft_title'))).toBeVisible();
  await expect(domain).toHaveValue('draft.example.org');
  await activate(page, console.button('install.draft_discard'));
  await expect(domain).toHaveValue('');
});
