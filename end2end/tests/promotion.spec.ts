/** Promotion: a protected branch, a proposal from the editor, the way by staging, and the gates on it. */
import type { APIRequestContext } from '@playwright/test';
import { Console, freshName } from '../support/console.ts';
import { SomebodyElse } from '../support/somebody-else.ts';
import { expect, test } from '../support/test.ts';

const pageOf = (name: string, tab: string): string => `/environments/acme-prod/applications/${name}/${tab}`;

/** Sets or removes the gates before acme-prod. */
const setPolicy = async (request: APIRequestContext, origin: string, promotion: object | null): Promise<void> => {
  const headers = { origin, 'x-catalyst-console': '1' };
  const answer = await request.put(`${origin}/api/v1/sovereigns/_/environments/acme-prod/policy`, { headers, data: { promotion } });
  expect(answer.ok(), await answer.text()).toBe(true);
};

/** Calls the Git server for an Application's repository, as somebody in another tab would. */
const git = async (request: APIRequestContext, origin: string, name: string, method: string, path: string, data?: object) => {
  const headers = { origin, 'x-catalyst-console': '1' };
  return request.fetch(`${origin}/gitea/api/v1/repos/acme/${name}${path}`, { method, headers, data });
};

/** Adds a line to the settings, on a new branch that begins at main. */
const branchOff = async (request: APIRequestContext, origin: string, name: string, branch: string, line: string): Promise<void> => {
  const held = await (await git(request, origin, name, 'GET', '/contents/values.yaml?ref=main')).json();
  const text = `${Buffer.from(held.content, 'base64').toString()}${line}\n`;
  const file = { operation: 'update', path: 'values.yaml', sha: held.sha, content: Buffer.from(text).toString('base64') };
  const change = { branch: 'main', new_branch: branch, message: line, files: [file] };
  const answer = await git(request, origin, name, 'POST', '/contents', change);
  expect(answer.status(), await answer.text()).toBe(201);
};

// The other tests of this worker commit directly.
test.afterEach(async ({ page, server }) => setPolicy(page.context().request, server.origin, null));

test('a change of a protected branch is proposed, and merged when nothing stands against it', async ({ page, server }) => {
  const name = freshName('proposed');
  const { request } = page.context();
  await new SomebodyElse(request, server.origin).installs('bp-valkey', '1.1.0', name);
  await setPolicy(request, server.origin, { requiredApprovers: 0 });
  const console = new Console(page);
  await console.open(pageOf(name, 'code'));
  await page.locator('.view-lines').first().click();
  await page.keyboard.press('Control+End');
  await page.keyboard.insertText('memoryMegabytes: 512\n');
  await expect(page.getByText(console.text('application.code.protected', { branch: 'main' }))).toBeVisible();
  await console.field(console.text('application.code.message')).fill('More memory for the sale');
  await console.button('application.code.propose').click();

  const pull = page.getByRole('article', { name: 'More memory for the sale' });
  await expect(pull.getByRole('row').filter({ hasText: '512' })).toBeVisible();
  const gates = pull.getByRole('region', { name: console.text('application.promotion.gates') });
  await expect(gates).toContainText(console.text('application.promotion.approvals', { given: '0', needed: '0' }));
  await console.button('application.promotion.merge', { branch: 'main' }).click();
  await expect(page.getByText(console.text('application.promotion.merged_into', { branch: 'main' }))).toBeVisible();
  await expect(pull).toContainText(console.text('application.promotion.merged'));
  await console.open(pageOf(name, 'settings'));
  await expect(console.field('Memory (MB)')).toHaveValue('512');
});

test('one cannot approve one\'s own change, and two gates are waited for', async ({ page, server }) => {
  const name = freshName('gated');
  const { request } = page.context();
  await new SomebodyElse(request, server.origin).installs('bp-valkey', '1.1.0', name);
  await setPolicy(request, server.origin, { requiredApprovers: 1, soakHours: 24 });
  const console = new Console(page);
  await console.open(pageOf(name, 'code'));
  await page.locator('#outcome > summary').click();
  const ahead = page.locator('#outcome').getByRole('region', { name: console.text('application.promotion.gates') });
  await expect(ahead).toContainText(console.text('application.promotion.approvals', { given: '0', needed: '1' }));
  await expect(ahead).toContainText(console.text('application.promotion.soak'));
  await console.open(pageOf(name, 'code?branch=develop'));
  await page.locator('.view-lines').first().click();
  await page.keyboard.press('Control+End');
  await page.keyboard.insertText('memoryMegabytes: 512\n');
  await console.button('application.code.commit', { branch: 'develop' }).click();
  await expect(page.getByText(console.text('application.code.committed', { branch: 'develop' }))).toBeVisible();

  await console.open(pageOf(name, 'promotion'));
  const steps = page.getByRole('navigation', { name: console.text('application.promotion.steps') });
  await steps.getByRole('link', { name: console.text('application.promotion.from_to', { from: 'develop', to: 'staging' }) }).click();
  await expect(page.getByRole('row').filter({ hasText: '512' })).toBeVisible();
  await console.button('application.promotion.open_pull').click();
  await console.button('application.promotion.merge', { branch: 'staging' }).click();
  await expect(page.getByText(console.text('application.promotion.merged_into', { branch: 'staging' }))).toBeVisible();

  await steps.getByRole('link', { name: console.text('application.promotion.from_to', { from: 'staging', to: 'main' }) }).click();
  await console.button('application.promotion.open_pull').click();
  const gates = page.getByRole('region', { name: console.text('application.promotion.gates') });
  await expect(gates.getByText(console.text('application.promotion.gate_waiting'))).toHaveCount(2);
  const approve = console.button('application.promotion.approve');
  await expect(approve).toHaveAttribute('aria-disabled', 'true');
  await expect(approve).toHaveAccessibleDescription(console.text('application.promotion.own'));
  await expect(console.button('application.promotion.merge', { branch: 'main' })).toHaveAttribute('aria-disabled', 'true');
});

test('what becomes of a pull request reaches an open page, and what is being typed there stays', async ({ page, server }) => {
  const name = freshName('followed');
  const { request } = page.context();
  await new SomebodyElse(request, server.origin).installs('bp-valkey', '1.1.0', name);
  await branchOff(request, server.origin, name, 'bigger', 'memoryMegabytes: 512');
  const console = new Console(page);
  await console.open(pageOf(name, 'promotion'));
  const pulls = page.getByRole('navigation', { name: console.text('application.promotion.pulls') });
  await expect(pulls).toContainText(console.text('application.promotion.no_pulls'));

  const opened = await git(request, server.origin, name, 'POST', '/pulls', { head: 'bigger', base: 'main', title: 'More memory' });
  expect(opened.status()).toBe(201);
  await pulls.getByRole('link', { name: 'More memory' }).click();
  const comment = console.field(console.text('application.promotion.review_body'));
  await comment.fill('I would rather');
  await git(request, server.origin, name, 'PATCH', '/pulls/1', { title: 'Much more memory' });
  await expect(page.getByRole('article', { name: 'Much more memory' })).toBeVisible();
  await expect(comment).toBeFocused();
  await page.keyboard.type(' have less');
  await expect(comment).toHaveValue('I would rather have less');

  await git(request, server.origin, name, 'POST', '/pulls/1/merge', { Do: 'merge' });
  await expect(page.getByRole('article')).toContainText(console.text('application.promotion.merged'));
  await expect(pulls.getByRole('listitem')).toContainText(console.text('application.promotion.merged'));
});

test('a proposal that is closed takes its branch with it, and says so before', async ({ page, server }) => {
  const name = freshName('closed');
  const { request } = page.context();
  await new SomebodyElse(request, server.origin).installs('bp-valkey', '1.1.0', name);
  const branch = 'change-1780000000000';
  await branchOff(request, server.origin, name, branch, 'memoryMegabytes: 512');
  await git(request, server.origin, name, 'POST', '/pulls', { head: branch, base: 'main', title: 'More memory' });
  const console = new Console(page);
  await console.open(pageOf(name, 'promotion?pull=1'));
  await console.button('application.promotion.close').click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText(console.text('application.promotion.close_deletes', { branch }));
  // What happens to it meanwhile does not take the question away.
  await git(request, server.origin, name, 'PATCH', '/pulls/1', { title: 'Much more memory' });
  await expect(page.locator('article[aria-label="Much more memory"]')).toBeVisible();
  await dialog.getByRole('button', { name: console.text('application.promotion.close') }).click();
  await expect(page.getByRole('article')).toContainText(console.text('application.promotion.closed'));
  await expect(async () => {
    const left = await git(request, server.origin, name, 'GET', `/contents/values.yaml?ref=${branch}`);
    expect(left.status()).toBe(404);
  }).toPass();
});
