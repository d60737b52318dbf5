/** From a voucher's link to a running app, on a phone, beginning with an empty installation. */
import { Customer } from '../support/customer.ts';
import { Server } from '../support/server.ts';
import { SomebodyElse } from '../support/somebody-else.ts';
import { expect, expectAccessible, signIn, test, watch } from '../support/test.ts';

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

    await customer.fillsCart({ apps: ['WordPress'], shop: 'Noor Pharmacy' });
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
