import { existsSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { Console, freshName } from '../support/console.ts';
import { activate, fillIn } from '../support/keyboard.ts';
import { expect, fixtureBlueprints, test } from '../support/test.ts';
import type { Language } from '../support/words.ts';

const wordpress: Record<Language, { title: string; domain: string; email: string }> = {
  en: { title: 'WordPress', domain: 'Address', email: 'Administrator e-mail' },
  ar: { title: 'ووردبريس', domain: 'عنوان الإنترنت', email: 'بريد المدير' },
};

for (const language of ['en', 'ar'] as const) {
  test(`WordPress is installed by keyboard and goes to Running without a reload (${language})`, async ({ page }) => {
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

for (const language of ['en', 'ar'] as const) {
  for (const [search, title, fields = {}] of fixtures) {
    test(`the real Blueprint ${title} is installed by keyboard (${language})`, async ({ page }) => {
      test.skip(!existsSync(fixtureBlueprints), 'the real Blueprints are not beside this clone');
      const console = new Console(page, language);
      const name = freshName(search.slice(0, 8));
      await console.chooseBlueprint(search, title, { platform: true });
      await expect(page.locator('html')).toHaveAttribute('lang', language);
      for (const [label, text] of Object.entries(fields)) await fillIn(page, console.field(label), text);
      await console.install(name);
      await console.expectState('running');
    });
  }
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

/** Waits until this browser has kept a draft with this text. */
const expectKept = (page: Page, text: string): Promise<void> =>
  expect
    .poll(() => page.evaluate((text) => Object.values(localStorage).some((value) => value.includes(text)), text))
    .toBe(true);

test('a draft survives a reload', async ({ page }) => {
  const console = new Console(page);
  await console.chooseBlueprint('wordpress', 'WordPress');
  const domain = console.field('Address');
  await fillIn(page, domain, 'draft.example.org');
  await expectKept(page, 'draft.example.org');
  await page.reload();
  await expect(page.getByText(console.text('install.draft_title'))).toBeVisible();
  await expect(domain).toHaveValue('draft.example.org');
  await activate(page, console.button('install.draft_discard'));
  await expect(domain).toHaveValue('');
});

test('a draft survives signing out and in again, without its secrets', async ({ visitor, server }) => {
  const console = new Console(visitor);
  await console.signIn(server);
  await console.open('/marketplace/bp-wordpress/install');
  await fillIn(visitor, console.field('Address'), 'draft.example.org');
  await console.choose('One I already run');
  await fillIn(visitor, console.field('Server name'), 'db.example.org');
  await fillIn(visitor, console.field('Password'), 'correct horse');
  await expectKept(visitor, 'db.example.org');
  expect(await visitor.evaluate(() => JSON.stringify({ ...localStorage }))).not.toContain('correct horse');

  await console.signOut();
  await console.signIn(server);
  await console.open('/marketplace/bp-wordpress/install');
  await expect(visitor.getByText(console.text('install.draft_title'))).toBeVisible();
  await expect(console.field('Address')).toHaveValue('draft.example.org');
  await expect(console.field('Server name')).toHaveValue('db.example.org');
  await expect(console.field('Password')).toHaveValue('');
});
