import { Console, freshName } from '../support/console.ts';
import { activate, fillIn, tabTo } from '../support/keyboard.ts';
import { SomebodyElse } from '../support/somebody-else.ts';
import { expect, test } from '../support/test.ts';

test('an Application is changed, upgraded, taken back and deleted', async ({ page }) => {
  const console = new Console(page);
  const name = freshName('cache');
  await console.open('/marketplace/bp-valkey?version=1.0.1');
  await activate(page, page.getByRole('main').getByRole('link', { name: console.text('common.install') }).first());
  await console.install(name);
  await console.expectState('running');
  const tab = (key: string) => page.getByRole('link', { name: console.text(`application.${key}_tab`), exact: true });

  await test.step('change a setting', async () => {
    await activate(page, tab('settings'));
    await fillIn(page, console.field('Memory (MB)'), '256');
    await activate(page, console.button('application.settings.review'));
    await expect(page.getByRole('heading', { name: console.text('application.settings.changes_title') })).toBeVisible();
    await expect(page.getByRole('cell', { name: /256/ })).toBeVisible();
    await activate(page, console.button('application.settings.save'));
    await console.expectOverview(name);
    await console.expectState('running');
  });

  await test.step('upgrade', async () => {
    await activate(page, tab('settings'));
    await activate(page, page.getByRole('main').getByRole('link', { name: console.text('application.settings.version'), exact: true }));
    await expect(page.getByText(console.text('application.upgrade.current', { version: '1.0.1' }))).toBeVisible();
    await activate(page, page.getByRole('main').getByRole('link', { name: '1.1.0', exact: true }));
    await activate(page, console.button('application.upgrade.confirm', { version: '1.1.0' }));
    await console.expectOverview(name);
    await console.expectState('running');
    await expect(page.getByRole('main').getByText('1.1.0').first()).toBeVisible();
  });

  await test.step('go back to the first state', async () => {
    await activate(page, tab('history'));
    const commits = page.getByRole('list', { name: console.text('application.history.commits') }).getByRole('link');
    await expect(commits).toHaveCount(3);
    await commits.last().click();
    await expect(page.getByText('values.yaml').first()).toBeVisible();
    await activate(page, console.button('application.history.revert'));
    await activate(page, console.button('application.history.revert_do'));
    await console.expectOverview(name);
    await console.expectState('running');
    await expect(page.getByRole('main').getByText('1.0.1').first()).toBeVisible();
  });

  await test.step('delete', async () => {
    await activate(page, tab('delete'));
    await fillIn(page, page.getByRole('textbox', { name: console.text('application.delete.type_name', { name }) }), name);
    await tabTo(page, page.getByRole('checkbox', { name: console.text('application.delete.understand') }));
    await page.keyboard.press('Space');
    await activate(page, console.button('application.delete.confirm'));
    await expect(page).toHaveURL(/\/environments\/[^/]+$/, { timeout: 30_000 });
    await expect(page.getByRole('main').getByRole('link', { name, exact: true })).toBeHidden();
  });
});

test('an Application is followed from a page that was opened while it was being installed', async ({ page, server }) => {
  const console = new Console(page);
  const name = freshName('early');
  await new SomebodyElse(page.context().request, server.origin).installs('bp-postgres', '1.4.2', name);
  await console.open(`/environments/acme-prod/applications/${name}`);
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  await console.expectState('running');
  await expect(page.getByRole('table', { name: console.text('application.overview.workloads_of', { name }) })).toBeVisible();
});

test.describe('an Application that is gone', () => {
  // Chromium logs what can no longer be read.
  test.use({ expectedLogs: [/^console error: Failed to load resource: the server responded with a status of 404/] });

  test('is gone for whoever looks at it, too', async ({ page, server }) => {
    const console = new Console(page);
    const others = new SomebodyElse(page.context().request, server.origin);
    const name = freshName('brief');
    await others.installs('bp-valkey', '1.1.0', name);
    await console.open(`/environments/acme-prod/applications/${name}`);
    await console.expectState('running');
    await others.deletes(name);
    await expect(page.getByText(console.text('application.gone.title'))).toBeVisible({ timeout: 30_000 });
    await activate(page, page.getByRole('link', { name: console.text('application.gone.back', { environment: 'acme-prod' }) }));
    await expect(page).toHaveURL(/\/environments\/acme-prod$/);
    await expect(page.getByRole('main').getByRole('link', { name, exact: true })).toBeHidden();
  });
});
