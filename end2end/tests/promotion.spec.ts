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
