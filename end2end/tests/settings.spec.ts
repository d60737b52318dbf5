/** Settings of an Application that runs: as text, and in a newer version. */
import { Console, freshName } from '../support/console.ts';
import { activate, fillIn, tabTo } from '../support/keyboard.ts';
import { SomebodyElse } from '../support/somebody-else.ts';
import { expect, test } from '../support/test.ts';

test('comments and order of the text stay when the form is edited, and the text is saved', async ({ page, server }) => {
  const console = new Console(page);
  const name = freshName('notes');
  await new SomebodyElse(page.context().request, server.origin).installs('bp-valkey', '1.1.0', name);
  await console.open(`/environments/acme-prod/applications/${name}/settings`);
  const depth = (key: string) => page.getByRole('radio', { name: console.text(`form.depth_${key}`) });
  const text = page.getByRole('textbox', { name: console.text('form.yaml_label') });

  await tabTo(page, depth('form'));
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect(depth('yaml')).toBeChecked();
  const written = '# Sized for the sale in November.\nmemoryMegabytes: 512 # was 128\npersistence: false\n';
  await fillIn(page, text, written);
  await expect(page.getByText(console.text('form.yaml_valid'))).toBeVisible();

  await tabTo(page, depth('yaml'), { backwards: true });
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await expect(console.field('Memory (MB)')).toHaveValue('512');
  await fillIn(page, console.field('Memory (MB)'), '256');
  await tabTo(page, depth('form'), { backwards: true });
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect(text).toHaveValue(written.replace('512', '256'));

  await activate(page, console.button('application.settings.review'));
  const row = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: 'Keep data over a restart' }) });
  await expect(row).toContainText('false');
  await activate(page, console.button('application.settings.save'));
  await console.expectOverview(name);
  await console.expectState('running');
  await console.open(`/environments/acme-prod/applications/${name}/settings`);
  await expect(console.field('Memory (MB)')).toHaveValue('256');
});

test('text that cannot be read says where, and is not lost by looking at the form', async ({ page, server }) => {
  const console = new Console(page);
  const name = freshName('typo');
  await new SomebodyElse(page.context().request, server.origin).installs('bp-valkey', '1.1.0', name);
  await console.open(`/environments/acme-prod/applications/${name}/settings`);
  const depth = (key: string) => page.getByRole('radio', { name: console.text(`form.depth_${key}`) });
  const text = page.getByRole('textbox', { name: console.text('form.yaml_label') });
  await depth('yaml').check({ force: true });
  await fillIn(page, text, 'memoryMegabytes: 512\n  broken: [');
  await expect(text).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByText(/Line 2/)).toBeVisible();
  await depth('form').check({ force: true });
  await depth('yaml').check({ force: true });
  await expect(text).toHaveValue('memoryMegabytes: 512\n  broken: [');
});

test('an upgrade says which settings go, move, or get another default', async ({ page, server }) => {
  const console = new Console(page);
  const name = freshName('aged');
  const parameters = {
    siteTitle: 'Our news',
    domain: `${name}.example.org`,
    adminEmail: 'owner@example.org',
    cacheEnabled: false,
    xmlrpc: true,
  };
  await new SomebodyElse(page.context().request, server.origin).installs('bp-wordpress', '1.6.0', name, parameters);
  await console.open(`/environments/acme-prod/applications/${name}/settings`);
  await console.expectState('running');
  await activate(page, page.getByRole('main').getByRole('link', { name: console.text('application.settings.version'), exact: true }));
  await activate(page, page.getByRole('main').getByRole('link', { name: '2.0.0', exact: true }));
  await expect(page.getByRole('heading', { name: console.text('application.upgrade.review_title', { from: '1.6.0', to: '2.0.0' }) })).toBeVisible();

  const note = (text: string) => page.getByRole('main').getByRole('listitem').filter({ hasText: text });
  await expect(note(console.text('application.upgrade.removed')).filter({ hasText: 'xmlrpc' })).toBeVisible();
  await expect(note(console.text('application.upgrade.renamed', { name: 'Site title' })).filter({ hasText: 'siteTitle' })).toBeVisible();
  await expect(note(console.text('application.upgrade.default_changed', { before: '1', after: '2' })).filter({ hasText: 'Copies' })).toBeVisible();
  await expect(console.field('Site title')).toHaveValue('Our news');
  await activate(page, console.button('application.upgrade.confirm', { version: '2.0.0' }));
  await console.expectOverview(name);
  await console.expectState('running');
  await expect(page.getByRole('main').getByText('bp-wordpress@2.0.0')).toBeVisible();
});
