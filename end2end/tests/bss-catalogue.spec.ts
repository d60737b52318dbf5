/** Customers and the catalogue, as those who run the marketplace see and change them. */
import { Console, freshName } from '../support/console.ts';
import { Customer } from '../support/customer.ts';
import { activate, fillIn, tabTo } from '../support/keyboard.ts';
import { SomebodyElse } from '../support/somebody-else.ts';
import { expect, expectAccessible, hydrated, test } from '../support/test.ts';

test.describe('with a name that is taken', () => {
  // The browser logs the refusal itself.
  test.use({ expectedLogs: [/status of 409/] });

  test('a plan is put on sale, changed and taken out', async ({ page, visitor }) => {
    const console = new Console(page);
    const slug = freshName('tiny');
    const required = (label: string) => console.field(`${label} (${console.text('common.required')})`);
    const price = required(console.text('bss.catalogue.price_omr'));
    const row = page.getByRole('row').filter({ hasText: slug });

    await test.step('add', async () => {
      await console.open('/bss/catalogue');
      await expectAccessible(page);
      await activate(page, page.getByRole('main').getByRole('link', { name: console.text('bss.catalogue.add'), exact: true }));
      await hydrated(page);
      await fillIn(page, required(console.text('common.name')), `Plan ${slug}`);
      await fillIn(page, required(console.text('bss.catalogue.slug')), slug);
      await fillIn(page, price, 'nine');
      await activate(page, console.button('common.save'));
      await expect(price).toBeFocused();
      await expect(price).toHaveAttribute('aria-invalid', 'true');
      await fillIn(page, price, '2.5');
      const preview = page.getByRole('region', { name: console.text('bss.catalogue.preview') });
      await expect(preview).toContainText(`Plan ${slug}`);
      await expect(preview).toContainText('2.500');
      await expectAccessible(page);
      await activate(page, console.button('common.save'));
      await expect(row).toContainText('2.500');
    });

    await test.step('a short name is nobody else\'s', async () => {
      await console.open('/bss/catalogue/offer?list=plans');
      await fillIn(page, required(console.text('common.name')), 'Another');
      await fillIn(page, required(console.text('bss.catalogue.slug')), slug);
      await fillIn(page, price, '1');
      await activate(page, console.button('common.save'));
      await expect(required(console.text('bss.catalogue.slug'))).toHaveAttribute('aria-invalid', 'true');
    });

    await test.step('customers see it', async () => {
      await visitor.goto('/plans');
      await expect(visitor.getByRole('heading', { name: `Plan ${slug}` })).toBeVisible();
    });

    await test.step('take it out', async () => {
      await console.open('/bss/catalogue');
      await activate(page, console.button('bss.catalogue.delete_named', { name: `Plan ${slug}` }));
      const question = page.getByRole('dialog', { name: console.text('bss.catalogue.delete_title') });
      await expect(question).toContainText(console.text('bss.catalogue.delete_text', { name: `Plan ${slug}` }));
      await activate(page, question.getByRole('button', { name: console.text('common.delete'), exact: true }));
      await expect(row).toHaveCount(0);
    });
  });
});

test('a customer is found, and support enters on record', async ({ page, server, visitor }) => {
  const console = new Console(page);
  const code = freshName('support').toUpperCase();
  const shop = `Lamps ${freshName('shop')}`;
  const email = `${freshName('lamps')}@example.om`;
  await new SomebodyElse(page.context().request, server.origin).issues(code, 20);
  const customer = new Customer(visitor, server, email);
  await customer.open(`/redeem/?code=${code}`);
  await visitor.getByRole('link', { name: customer.text('redeem.sign_up') }).click();
  await customer.fillsCart({ plan: 'S', shop });
  await customer.signsIn();
  await customer.console.button('storefront.pay.with_credit').click();
  await expect(visitor).toHaveURL(/\/launching\//);

  await console.open(`/bss/organizations?q=${encodeURIComponent(email)}`);
  const row = page.getByRole('row').filter({ hasText: email });
  await expect(row).toContainText('15.000');
  await expectAccessible(page);
  const download = page.waitForEvent('download');
  await activate(page, page.getByRole('link', { name: console.text('bss.csv') }));
  expect((await download).suggestedFilename()).toBe('organizations.csv');

  await activate(page, row.getByRole('link', { name: shop }));
  await expect(page.getByRole('heading', { level: 1, name: shop })).toBeVisible();
  await hydrated(page);
  const ledger = page.getByRole('table', { name: console.text('bss.organizations.ledger') });
  await expect(ledger.getByRole('row').filter({ hasText: code })).toContainText('20.000');
  await expect(ledger.getByRole('row').filter({ hasText: console.text('shop.wallet.order') })).toContainText('15.000');
  await expectAccessible(page);

  const organization = page.url();
  await activate(page, console.button('bss.support.enter'));
  const question = page.getByRole('dialog', { name: console.text('bss.support.title') });
  await activate(page, question.getByRole('button', { name: console.text('bss.support.enter'), exact: true }));
  await expect(page).toHaveURL(/\/shops\//);
  await expect(page.getByRole('heading', { level: 1, name: shop })).toBeVisible();
  await expect(console.button('shop.close.begin')).toHaveCount(0);

  const shopPage = page.url();
  await page.goto(organization);
  await hydrated(page);
  await activate(page, console.button('bss.support.leave'));
  await expect(console.button('bss.support.leave')).toHaveCount(0);
  expect((await page.request.get(shopPage)).status()).toBe(404);
});

for (const language of ['en', 'ar'] as const) {
  test(`revenue is drawn, and told in a table (${language})`, async ({ page }) => {
    const console = new Console(page, language);
    await console.open('/bss');
    await expect(page.getByRole('img', { name: console.text('bss.overview.over_time_chart') })).toBeVisible();
    await page.getByText(console.text('bss.overview.as_table')).click();
    const table = page.getByRole('table', { name: console.text('bss.overview.over_time') });
    await expect(table.getByRole('row')).toHaveCount(31);
    await expectAccessible(page);
  });
}

test.describe('with a service that refuses once', () => {
  // The browser logs the refusal itself.
  test.use({ expectedLogs: [/status of 500/] });

  for (const language of ['en', 'ar'] as const) {
    test(`an app is kept from customers and offered again (${language})`, async ({ page, server, visitor }) => {
      const console = new Console(page, language);
      const customer = new Customer(visitor, server, 'nobody@example.om', language);
      const name = await customer.title('nextcloud');
      const offered = console.text('bss.catalogue.apps.offered');
      const control = page.getByRole('switch', { name: `${offered} ${name}`, exact: true });
      const choice = visitor.getByRole('checkbox', { name });
      const publish = '**/api/catalog/admin/apps/*/publish?*';
      const turn = async (): Promise<void> => {
        await tabTo(page, control);
        await page.keyboard.press('Space');
      };

      await console.open('/bss/catalogue?list=apps');
      await expectAccessible(page);
      await expect(control).toBeChecked();
      // The first of the table, which draws only the rows near its window.
      const internal = page.getByRole('row').filter({ hasText: 'backup-job' });
      await expect(internal).toContainText(console.text('bss.catalogue.apps.system'));
      await expect(internal.getByRole('switch')).toHaveCount(0);

      await test.step('a refusal turns the switch back', async () => {
        await page.route(publish, (route) => route.fulfill({ status: 500, json: { error: 'not now' } }));
        await turn();
        await expect(page.getByText(console.text('bss.catalogue.apps.failed', { name, reason: 'not now' }))).toBeVisible();
        await expect(control).toBeChecked();
        await expect(control).toBeFocused();
        await page.unroute(publish);
      });

      await test.step('off: customers do not see it', async () => {
        await turn();
        await expect(control).not.toBeChecked();
        await expect(page.getByText(console.text('bss.catalogue.apps.unpublished', { name }))).toBeVisible();
        await customer.open('/apps?plan=plan-m');
        await expect(choice).toHaveCount(0);
        await console.open('/bss/catalogue?list=apps');
        await expect(control).not.toBeChecked();
      });

      await test.step('on again', async () => {
        await turn();
        await expect(page.getByText(console.text('bss.catalogue.apps.published', { name }))).toBeVisible();
        await customer.open('/apps?plan=plan-m');
        await expect(choice).toBeVisible();
      });
    });
  }
});
