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
