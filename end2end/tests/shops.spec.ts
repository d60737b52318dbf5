/** What a customer has after ordering: shop, people, invoice, wallet. */
import { Customer } from '../support/customer.ts';
import { SomebodyElse } from '../support/somebody-else.ts';
import { expect, expectAccessible, hydrated, test } from '../support/test.ts';

for (const [language, width] of [['en', 1280], ['ar', 390]] as const) {
  test(`a customer looks after a shop (${language}, ${width} wide)`, async ({ page, server, visitor }) => {
    const slug = `books-${language}`;
    const code = `SHOPS-2026-${language.toUpperCase()}`;
    await new SomebodyElse(page.context().request, server.origin).issues(code, 20);
    const customer = new Customer(visitor, server, `books-${language}@example.om`, language);
    await visitor.setViewportSize({ width, height: 844 });

    await customer.open('/shops');
    await expect(visitor).toHaveURL(/\/sign-in\/code\?next=%2Fshops/);
    await customer.signsIn();
    await expect(visitor.getByText(customer.text('shop.list.none'))).toBeVisible();
    await expectAccessible(visitor);

    await customer.open(`/redeem/?code=${code}`);
    await visitor.getByRole('link', { name: customer.text('redeem.use_now') }).click();
    await customer.fillsCart({ plan: 'S', apps: ['wordpress'], shop: `Books ${language}` });
    await customer.console.button('storefront.pay.with_credit').click();
    await expect(visitor).toHaveURL(new RegExp(`/launching/${slug}$`));
    await visitor.getByRole('banner').getByLabel(customer.text('layout.account'), { exact: true }).click();
    await visitor.getByRole('link', { name: customer.text('shop.list.title') }).click();
    await visitor.getByRole('link', { name: `Books ${language}` }).click();
    await expect(visitor.getByRole('heading', { level: 1, name: `Books ${language}` })).toBeVisible();
    await hydrated(visitor);
    await expect(visitor.getByText(customer.text('shop.billing.active'))).toBeVisible();
    await expectAccessible(visitor);

    await customer.console.field(`${customer.text('storefront.sign_in.email')} (${customer.text('common.required')})`).fill(`colleague-${language}@example.om`);
    await customer.console.button('shop.team.invite_now').click();
    await expect(visitor.getByRole('listitem').filter({ hasText: `colleague-${language}@example.om` })).toBeVisible();
    await customer.console.field(`${customer.text('storefront.shop.name')} (${customer.text('common.required')})`).fill(`Maps ${language}`);
    await customer.console.button('shop.name.save').click();
    await expect(visitor.getByRole('heading', { level: 1, name: `Maps ${language}` })).toBeVisible();

    await visitor.getByRole('main').locator('a[href*="/invoices/"]').click();
    await expect(visitor.getByRole('heading', { level: 1, name: customer.text('shop.invoice.title') })).toBeVisible();
    await hydrated(visitor);
    await expect(visitor.getByRole('main').getByText(/5\.000/)).toBeVisible();
    await expectAccessible(visitor);

    await visitor.getByRole('banner').getByRole('link', { name: customer.text('storefront.wallet') }).click();
    await expect(visitor.getByRole('row').filter({ hasText: code })).toContainText('20.000');
    await expect(visitor.getByRole('row').filter({ hasText: customer.text('shop.wallet.order') })).toContainText('5.000');
    await hydrated(visitor);
    await expectAccessible(visitor);

    // A pooled connection may be closed as idle at this moment.
    const stranger = await visitor.request.get('/shops/nobodys-shop', { maxRetries: 1 });
    expect(stranger.status()).toBe(404);
  });
}
