/** Moving about with the keyboard alone, as somebody without a mouse does. */
import { expect, type Locator, type Page } from '@playwright/test';

/** Presses Tab, or Shift and Tab, until the control has the focus. */
export async function tabTo(page: Page, control: Locator, { limit = 150, backwards = false } = {}): Promise<void> {
  await expect(control).toBeVisible();
  // Finding a control by its role among hundreds costs more than a press: it is found again only when it was redrawn.
  let element = await control.elementHandle();
  for (let presses = 0; presses <= limit; presses += 1) {
    const at = await element!.evaluate((element) => (element.isConnected ? element === document.activeElement : 'redrawn'));
    if (at === true) return;
    if (at === 'redrawn') element = await control.elementHandle();
    else await page.keyboard.press(backwards ? 'Shift+Tab' : 'Tab');
  }
  throw new Error(`${limit} presses of Tab did not reach ${control}`);
}

/** Tabs to a text field and replaces its text. */
export async function fillIn(page: Page, field: Locator, text: string): Promise<void> {
  await tabTo(page, field);
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type(text);
}

/** Tabs to a button or a link and presses Enter. */
export async function activate(page: Page, control: Locator): Promise<void> {
  await tabTo(page, control);
  await page.keyboard.press('Enter');
}

/** Tabs to a drop-down list, opens it and picks the option with this value. */
export async function pick(page: Page, list: Locator, value: string): Promise<void> {
  await tabTo(page, list);
  const values = await list.locator('option').evaluateAll((options) => options.map((option) => (option as HTMLOptionElement).value));
  const steps = values.indexOf(value);
  if (steps < 0) throw new Error(`${value} is not among ${values.join(', ')}`);
  await page.keyboard.press('Space');
  await page.keyboard.press('Home');
  for (let step = 0; step < steps; step += 1) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(list).toHaveValue(value);
}
