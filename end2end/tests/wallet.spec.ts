/** The credit above every page of a customer, as it is at this moment. */
import { Customer } from '../support/customer.ts';
import { SomebodyElse } from '../support/somebody-else.ts';
import { expect, expectAccessible, hydrated, test } from '../support/test.ts';

test.use({ viewport: { width: 390, height: 844 } });

for (const language of ['en', 'ar'] as const) {
  test(`an order in one tab moves the wallet of another (${language})`, async ({ page, server, visitor }) => {
    const code = `WALLET-2026-${language.toUpperCase()}`;
    await new SomebodyElse(page.context().request, server.origin).issues(code, 100);
    const customer = new Customer(visitor, server, `wallet-${language}@example.om`, language);
    await customer.open(`/redeem/?code=${code}`);
    await visitor.getByRole('link', { name: customer.text('redeem.sign_up') }).click();
    await customer.fillsCart({ shop: `Wallet ${language}` });
    await customer.signsIn();
    await expect(visitor.getByRole('main').getByText(/91\.000/)).toBeVisible();

    const other = await visitor.context().newPage();
    await other.setViewportSize({ width: 390, height: 844 });
    await other.goto('/wallet');
    await hydrated(other);
    await expect(other.getByText(customer.text('shop.wallet.none'))).toBeVisible();
    await expect(other.getByRole('banner').getByText(/\b0\.000/)).toBeVisible();

    await customer.press('storefront.pay.with_credit');
    await expect(other.getByRole('banner').getByText(/91\.000/)).toBeVisible();
    await expect(other.getByRole('main').getByRole('status')).toContainText('91.000');
    await expect(other.getByRole('row').filter({ hasText: code })).toContainText('100.000');
    await expectAccessible(other);
  });
}

test('a bundle and a standby are chosen, priced and paid for', async ({ page, server, visitor }) => {
  await new SomebodyElse(page.context().request, server.origin).issues('BUNDLE-2026-SPRING', 100);
  const customer = new Customer(visitor, server, 'bundle@example.om');
  await customer.open('/redeem/?code=BUNDLE-2026-SPRING');
  await visitor.getByRole('link', { name: customer.text('redeem.sign_up') }).click();
  await visitor.getByRole('link', { name: customer.text('storefront.plans.choose_named', { name: 'M' }) }).click();
  await hydrated(visitor);
  const bundles = (await (await visitor.request.get('/api/catalog/bundles')).json()) as { name: string; slug: string; apps: string[] }[];
  const starter = bundles.find(({ slug }) => slug === 'starter-pack')!;
  const button = visitor.getByRole('button', { name: customer.text('storefront.apps.choose_bundle_named', { name: starter.name }) });
  await button.click();
  await expect(visitor).toHaveURL(/bundle=starter-pack/);
  await hydrated(visitor);
  await expect(button).toHaveCount(0);
  for (const app of starter.apps) await expect(visitor.getByRole('checkbox', { name: await customer.title(app) })).toBeChecked();
  await expectAccessible(visitor);

  await customer.press('storefront.go_on');
  // An app that runs in one region only rules the standby out, and the form says so.
  const standby = visitor.getByRole('radio', { name: customer.text('storefront.topology.standby') });
  const matomo = await customer.title('matomo');
  await expect(standby).toBeDisabled();
  await expect(visitor.getByText(customer.text('storefront.topology.ruled_out', { apps: matomo }))).toBeVisible();
  await expectAccessible(visitor);
  await visitor.goBack();
  await hydrated(visitor);
  await visitor.getByRole('checkbox', { name: matomo }).uncheck();
  await customer.press('storefront.go_on');
  await visitor.getByRole('textbox', { name: customer.text('storefront.shop.name') }).fill('Bundle Shop');
  await expect(visitor.getByText(customer.text('storefront.shop.free'))).toBeVisible();
  await standby.check();
  await customer.press('storefront.go_on');
  // 9 rials for the plan and 5 for the standby.
  await expect(visitor.getByRole('definition').filter({ hasText: '14.000' }).first()).toBeVisible();
  await expectAccessible(visitor);
});
