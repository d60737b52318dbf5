/** What a customer changes after ordering: apps, plan, web addresses, and the end of a shop. */
import { Customer } from '../support/customer.ts';
import { SomebodyElse } from '../support/somebody-else.ts';
import { expect, expectAccessible, hydrated, test } from '../support/test.ts';

for (const [language, width] of [['en', 1280], ['ar', 390]] as const) {
  test(`a shop grows, moves and closes (${language}, ${width} wide)`, async ({ page, server, visitor }) => {
    const slug = `growing-${language}`;
    const code = `GROW-2026-${language.toUpperCase()}`;
    await new SomebodyElse(page.context().request, server.origin).issues(code, 40);
    const customer = new Customer(visitor, server, `growing-${language}@example.om`, language);
    await visitor.setViewportSize({ width, height: 844 });
    const required = (key: string, values?: Record<string, string>) =>
      customer.console.field(`${customer.text(key, values)} (${customer.text('common.required')})`);

    await customer.open(`/redeem/?code=${code}`);
    await visitor.getByRole('link', { name: customer.text('redeem.sign_up') }).click();
    await customer.fillsCart({ plan: 'S', apps: ['vaultwarden'], shop: `Growing ${language}` });
    await customer.signsIn();
    await customer.console.button('storefront.pay.with_credit').click();
    const ready = customer.text('storefront.launching.done', { name: `Growing ${language}` });
    await expect(visitor.getByRole('heading', { level: 1, name: ready })).toBeVisible({ timeout: 30_000 });

    await customer.open(`/shops/${slug}`);
    const apps = visitor.getByRole('listitem').filter({ has: visitor.getByRole('status') });
    await visitor.getByText(customer.text('shop.apps.add'), { exact: true }).click();
    await visitor.getByRole('link', { name: await customer.title('wordpress') }).click();
    await expect(customer.console.button('shop.apps.install')).toBeVisible();
    await visitor.reload();
    await hydrated(visitor);
    await customer.console.button('shop.apps.install').click();
    const added = apps.filter({ hasText: await customer.title('wordpress') });
    await expect(added).toContainText(customer.text('shop.apps.runs'), { timeout: 30_000 });
    await expectAccessible(visitor);

    await customer.console.button('shop.apps.remove_named', { name: await customer.title('wordpress') }).click();
    const removal = visitor.getByRole('dialog');
    await expect(removal).toBeVisible();
    await expectAccessible(visitor);
    await removal.getByRole('textbox').fill('wordpress');
    await removal.getByRole('checkbox').check();
    await removal.getByRole('button', { name: customer.text('shop.apps.remove'), exact: true }).click();
    await expect(added).toHaveCount(0, { timeout: 30_000 });

    await visitor.getByText(customer.text('shop.plan.change'), { exact: true }).click();
    await visitor.getByRole('radio', { name: /^M/ }).check();
    await customer.press('shop.plan.see_price');
    const price = visitor.getByRole('definition');
    await expect(price.filter({ hasText: /9\.000/ }).first()).toBeVisible();
    await expectAccessible(visitor);
    await customer.console.button('storefront.pay.with_credit').click();
    // 40 of the voucher, less 5 for S and 9 for M.
    const wallet = visitor.getByRole('banner').getByRole('link', { name: customer.text('storefront.wallet') });
    await expect(wallet).toContainText('26.000');
    await hydrated(visitor);

    await required('shop.domains.own').fill('nowhere');
    await customer.console.button('shop.domains.add').click();
    await expect(required('shop.domains.own')).toHaveAttribute('aria-invalid', 'true');
    const domain = `${slug}.example.om`;
    await required('shop.domains.own').fill(domain);
    await customer.console.button('shop.domains.add').click();
    await expect(visitor.getByRole('cell', { name: 'CNAME' })).toBeVisible();
    await expectAccessible(visitor);
    await customer.console.button('shop.domains.check_named', { name: domain }).click();
    await expect(visitor.getByRole('listitem').filter({ hasText: domain })).toContainText(customer.text('shop.domains.verified'));

    await customer.console.button('shop.close.begin').click();
    const closing = visitor.getByRole('dialog', { name: customer.text('shop.close.named', { name: `Growing ${language}` }) });
    await closing.getByRole('textbox').fill(slug);
    await closing.getByRole('checkbox').check();
    await closing.getByRole('button', { name: customer.text('shop.close.action') }).click();
    await expect(visitor).toHaveURL(/\/shops$/);
    await expect(visitor.getByText(customer.text('shop.list.none'))).toBeVisible();
    await expect(wallet).toContainText('26.000');
  });
}

test('an answer that comes after the news does not bring an app back', async ({ page, server, visitor }) => {
  await new SomebodyElse(page.context().request, server.origin).issues('LATE-2026', 40);
  const customer = new Customer(visitor, server, 'late@example.om', 'en');
  await customer.open('/redeem/?code=LATE-2026');
  await visitor.getByRole('link', { name: customer.text('redeem.sign_up') }).click();
  await customer.fillsCart({ plan: 'S', apps: ['vaultwarden'], shop: 'Late' });
  await customer.signsIn();
  await customer.console.button('storefront.pay.with_credit').click();
  const ready = customer.text('storefront.launching.done', { name: 'Late' });
  await expect(visitor.getByRole('heading', { level: 1, name: ready })).toBeVisible({ timeout: 30_000 });

  await customer.open('/shops/late');
  const title = await customer.title('vaultwarden');
  const app = visitor.getByRole('listitem').filter({ has: visitor.getByRole('status'), hasText: title });
  await customer.console.button('shop.apps.remove_named', { name: title }).click();
  const removal = visitor.getByRole('dialog');
  await removal.getByRole('textbox').fill('vaultwarden');
  await removal.getByRole('checkbox').check();
  await visitor.route('**/apps/vaultwarden*', async (route) => {
    const answer = await route.fetch();
    await expect(app).toHaveCount(0, { timeout: 30_000 });
    await route.fulfill({ response: answer });
  });
  const answered = visitor.waitForResponse((answer) => answer.request().method() === 'DELETE');
  await removal.getByRole('button', { name: customer.text('shop.apps.remove'), exact: true }).click();
  await (await answered).finished();
  // What the page is asked and shows after that answer, it shows with the answer taken in.
  const colleague = 'colleague@example.om';
  await customer.console.field(`${customer.text('storefront.sign_in.email')} (${customer.text('common.required')})`).fill(colleague);
  await customer.console.button('shop.team.invite_now').click();
  await expect(visitor.getByRole('listitem').filter({ hasText: colleague })).toBeVisible();
  await expect(visitor.getByText(customer.text('shop.apps.none'), { exact: true })).toBeVisible();
  await expect(app).toHaveCount(0);
});
