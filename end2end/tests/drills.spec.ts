import { Console, freshName } from '../support/console.ts';
import { expect, test } from '../support/test.ts';

for (const [blueprint, cause] of [
  ['bp-drill-image-pull', 'image_pull'],
  ['bp-drill-crash-loop', 'crash_loop'],
  ['bp-drill-quota', 'quota'],
] as const) {
  test(`a failure says what is wrong and what to do: ${blueprint}`, async ({ page }) => {
    const console = new Console(page);
    await console.open(`/marketplace/${blueprint}/install`);
    await console.install(freshName('drill'));
    await expect(page.getByText(console.text(`application.cause.${cause}.title`)).first()).toBeVisible({ timeout: 30_000 });
    await expect(page.getByText(console.text('application.overview.next')).first()).toBeVisible();

    await test.step('and says so to whoever opens the page', async () => {
      await page.reload();
      await console.expectLive();
      await expect(page.getByText(console.text(`application.cause.${cause}.title`)).first()).toBeVisible();
    });
  });
}
