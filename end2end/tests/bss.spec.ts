/** Vouchers, as those who run the marketplace issue them, pass them on and revoke them. */
import { Console, freshName } from '../support/console.ts';
import { activate, fillIn } from '../support/keyboard.ts';
import { expect, expectAccessible, hydrated, test } from '../support/test.ts';

test('a voucher is issued, passed on, revoked, and not brought back silently', async ({ page, context, server }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const console = new Console(page);
  const code = freshName('spring').toUpperCase();
  const row = page.getByRole('row').filter({ hasText: code });
  const credit = console.field(`${console.text('bss.issue.credit')} (${console.text('common.required')})`);
  const fillAndSend = async () => {
    await hydrated(page);
    await fillIn(page, console.field(console.text('bss.code')), code.toLowerCase());
    await fillIn(page, credit, '100');
    await activate(page, console.button('bss.issue.submit'));
  };

  await test.step('issue', async () => {
    await console.open('/bss/vouchers');
    const fresh = page.getByRole('main').getByRole('link', { name: console.text('bss.vouchers.new') });
    await activate(page, fresh.first());
    await hydrated(page);
    await activate(page, console.button('bss.issue.submit'));
    await expect(credit).toBeFocused();
    await expect(credit).toHaveAttribute('aria-invalid', 'true');
    await expectAccessible(page);
    await fillAndSend();
    await expect(page).toHaveURL(/\/bss\/vouchers$/);
    await expect(row).toContainText('100.000');
    await expect(row).toContainText(console.text('bss.state.active'));
    await expectAccessible(page);
  });

  await test.step('pass on', async () => {
    await activate(page, console.button('bss.vouchers.copy_link', { code }));
    const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
    await expect.poll(clipboard).toBe(`${server.origin}/redeem/?code=${code}`);
    const download = page.waitForEvent('download');
    await activate(page, page.getByRole('link', { name: console.text('bss.csv') }));
    expect((await download).suggestedFilename()).toBe('vouchers.csv');
  });

  await test.step('switch off and revoke', async () => {
    await activate(page, console.button('bss.vouchers.deactivate_named', { code }));
    await expect(row).toContainText(console.text('bss.state.inactive'));
    await expect(row).toBeFocused();
    await activate(page, console.button('bss.vouchers.revoke_named', { code }));
    const question = page.getByRole('dialog', { name: console.text('bss.vouchers.revoke_title') });
    await expectAccessible(page);
    await activate(page, question.getByRole('button', { name: console.text('bss.vouchers.revoke'), exact: true }));
    await expect(row).toContainText(console.text('bss.state.revoked'));
  });

  await test.step('bring back, after a question', async () => {
    await console.open('/bss/vouchers/new');
    await fillAndSend();
    const question = page.getByRole('dialog', { name: console.text('bss.issue.again_title') });
    await expect(question).toContainText(console.text('bss.issue.revives', { code }));
    await page.keyboard.press('Escape');
    await expect(question).toBeHidden();
    await expect(page).toHaveURL(/\/new$/);
    await activate(page, console.button('bss.issue.submit'));
    await activate(page, question.getByRole('button', { name: console.text('bss.issue.again'), exact: true }));
    await expect(row).toContainText(console.text('bss.state.active'));
  });
});

test('the vouchers of a campaign are issued at once, found, and printed', async ({ page }) => {
  const console = new Console(page);
  const campaign = freshName('autumn').toUpperCase();
  const named = (key: string) => console.field(`${console.text(key)} (${console.text('common.required')})`);
  await console.open('/bss/vouchers/new');
  await fillIn(page, console.field(console.text('bss.code')), campaign);
  await fillIn(page, named('bss.issue.credit'), '5');
  await fillIn(page, console.field(console.text('bss.issue.count')), '3');
  await activate(page, console.button('bss.issue.submit'));
  await expect(page).toHaveURL(new RegExp(`q=${campaign}-$`));
  await expect(page.getByRole('row').filter({ hasText: campaign })).toHaveCount(3);
  await activate(page, page.getByRole('link', { name: console.text('bss.vouchers.sheet') }));
  const pictures = page.getByRole('main').getByRole('img');
  await expect(pictures).toHaveCount(3);
  const drawn = () => pictures.evaluateAll((all) => all.every((one) => (one as HTMLImageElement).naturalWidth > 0));
  await expect.poll(drawn).toBe(true);
  await expectAccessible(page);
});
