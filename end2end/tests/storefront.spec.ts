/** From a voucher's link to a running app, on a phone, beginning with an empty installation. */
import type { Page } from '@playwright/test';
import { Customer } from '../support/customer.ts';
import { Server } from '../support/server.ts';
import { SomebodyElse } from '../support/somebody-else.ts';
import { expect, expectAccessible, hydrated, signIn, test, watch } from '../support/test.ts';

test.use({ viewport: { width: 390, height: 844 } });

for (const language of ['en', 'ar'] as const) {
  test(`a voucher becomes a running app (${language})`, async ({ browser }) => {
    const server = await Server.start({ seed: 'empty' });
    const operator = await browser.newContext({ baseURL: server.origin });
    await operator.addCookies([{ ...(await signIn(browser, server)), url: server.origin }]);
    const provider = new SomebodyElse(operator.request, server.origin);
    await provider.issues('T42-DEMO-100', 100);

    const context = await browser.newContext({ baseURL: server.origin, viewport: { width: 390, height: 844 } });
    const page = await context.newPage();
    const problems = watch(page, [server.origin]);
    const customer = new Customer(page, server, 'noor@example.om', language);
    const credit = language === 'ar' ? /100\.000/ : 'OMR 100.000';

    await customer.open('/redeem/?code=t42-demo-100');
    await expect(page.getByRole('main').getByText(credit)).toBeVisible();
    await expectAccessible(page);
    await page.getByRole('link', { name: customer.text('redeem.sign_up') }).click();
    await expect(page).toHaveURL(/\/plans/);
    await expect(page.getByText(customer.text('storefront.voucher_waits', { code: 'T42-DEMO-100' }))).toBeVisible();
    await expectAccessible(page);

    await customer.fillsCart({ apps: ['wordpress'], shop: 'Noor Pharmacy' });
    await expectAccessible(page);
    await customer.signsIn();
    await expect(page).toHaveURL(/\/checkout\?/);
    // 9 rials of 100 leave 91.
    await expect(page.getByRole('main').getByText(/91\.000/)).toBeVisible();
    await expectAccessible(page);

    await customer.press('storefront.pay.with_credit');
    await expect(page).toHaveURL(/\/launching\/noor-pharmacy$/);
    const ready = customer.text('storefront.launching.done', { name: 'Noor Pharmacy' });
    await expect(page.getByRole('heading', { level: 1, name: ready })).toBeVisible({ timeout: 30_000 });
    await expect(page.getByRole('banner').getByText(/91\.000/)).toBeVisible();
    await expectAccessible(page);
    expect(problems, 'the page must stay clean').toEqual([]);

    expect(await provider.vouchers()).toMatchObject([{ code: 'T42-DEMO-100', times_redeemed: 1, max_redemptions: 1 }]);
    await context.close();
    await operator.close();
    await server.stop();
  });
}

test('each refusal of a voucher has its own words, and nothing to press', async ({ page, server, visitor }) => {
  const provider = new SomebodyElse(page.context().request, server.origin);
  await provider.issues('PAUSED-2026-SPRING', 20, 5, { active: false });
  const customer = new Customer(visitor, server, 'nobody@example.om');
  // The statuses of the pages say it too, which Chromium logs.
  for (const [path, title] of [
    ['/redeem/?code=NO-SUCH-CODE', 'redeem.unknown'],
    ['/redeem/?code=paused-2026-spring', 'redeem.inactive'],
    ['/redeem/', 'redeem.title'],
  ] as const) {
    const answer = await visitor.request.get(path);
    expect(await answer.text()).toContain(customer.text(title));
    expect(await answer.text()).not.toContain(customer.text('redeem.sign_up'));
  }
});

test('an order that credit does not cover is paid by card, or taken up again', async ({ visitor, server }) => {
  const customer = new Customer(visitor, server, 'card@example.om');
  await customer.open('/plans');
  await customer.fillsCart({ plan: 'S', shop: 'Card Pharmacy' });
  await customer.signsIn();
  await expect(visitor.getByText(customer.text('storefront.checkout.missing'))).toBeVisible();
  await customer.console.button('storefront.pay.with_card').click();
  await expect(visitor).toHaveURL(/\/pay\//);
  await hydrated(visitor);
  await expectAccessible(visitor);
  await customer.console.button('storefront.card.turn_back').click();
  await expect(visitor.getByRole('heading', { level: 1, name: customer.text('storefront.launching.unpaid') })).toBeVisible();
  await visitor.getByRole('link', { name: customer.text('storefront.launching.pay') }).click();
  await hydrated(visitor);
  await customer.console.button('storefront.pay.with_card').click();
  await expect(visitor).toHaveURL(/\/pay\//);
  await hydrated(visitor);
  await customer.console.button('storefront.card.pay').click();
  await expect(visitor).toHaveURL(/\/launching\/card-pharmacy$/);
  const ready = customer.text('storefront.launching.done', { name: 'Card Pharmacy' });
  await expect(visitor.getByRole('heading', { level: 1, name: ready })).toBeVisible({ timeout: 30_000 });
});

const companyOn = (page: Page) => page.getByRole('group', { name: 'Your company' }).getByRole('textbox', { name: 'Name', exact: true });

test.describe('two tabs', () => {
  // The slower one is told so.
  test.use({ expectedLogs: [/status of 409/] });

  test('what an app asks is answered before it is paid for, once, also from two tabs', async ({ page, visitor, server }) => {
    const provider = new SomebodyElse(page.context().request, server.origin);
    await provider.issues('INVOICES-2026-SPRING', 50, 1);
    const customer = new Customer(visitor, server, 'invoices@example.om');
    await customer.open('/redeem/?code=INVOICES-2026-SPRING');
    await visitor.getByRole('link', { name: customer.text('redeem.sign_up') }).click();
    await customer.fillsCart({ apps: ['invoices'], shop: 'Paper Pharmacy' });
    await customer.signsIn();

    const pay = customer.console.button('storefront.pay.with_credit');
    await pay.click();
    const company = companyOn(visitor);
    await expect(company).toHaveAttribute('aria-invalid', 'true');
    await expect(company).toBeFocused();
    await company.fill('Paper Pharmacy LLC');
    await visitor.reload();
    await hydrated(visitor);
    await expect(company).toHaveValue('Paper Pharmacy LLC');

    const other = await visitor.context().newPage();
    await other.goto(visitor.url());
    await hydrated(other);
    await expect(companyOn(other)).toHaveValue('Paper Pharmacy LLC');
    await Promise.all([pay.click(), other.getByRole('button', { name: customer.text('storefront.pay.with_credit') }).click()]);
    await expect
      .poll(() => [visitor.url(), other.url()].some((url) => url.endsWith('/launching/paper-pharmacy')))
      .toBe(true);
    const wallet = await visitor.request.get('/api/billing/balance');
    expect(await wallet.json()).toMatchObject({ credit_baisa: 41_000 });
    const vouchers = await provider.vouchers();
    expect(vouchers.find(({ code }) => code === 'INVOICES-2026-SPRING')).toMatchObject({ times_redeemed: 1 });
  });
});
