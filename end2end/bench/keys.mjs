/** Keys typed into a page, and what each of them costs it. */

const KEYS = 120;

/**
 * Types into what has the focus, and answers the milliseconds of each key: its handlers and the frame that shows it,
 * without the wait between them. `event` is what `target`, a handle, fires when a key has changed the text; `before` is
 * awaited with the number of each key.
 */
export async function typeKeys(page, { target, event = 'input', before = async () => {} } = {}) {
  await page.evaluate(([target, event]) => {
    window.__keys = [];
    let pressed = 0;
    window.addEventListener('keydown', () => { pressed = performance.now(); }, true);
    target.addEventListener(event, () => {
      const handled = performance.now() - pressed;
      requestAnimationFrame(() => {
        const frame = performance.now();
        const channel = new MessageChannel();
        channel.port1.onmessage = () => window.__keys.push(handled + performance.now() - frame);
        channel.port2.postMessage(null);
      });
    });
  }, [target ?? (await page.evaluateHandle(() => window)), event]);
  for (let key = 0; key < KEYS; key += 1) {
    await before(key);
    await page.keyboard.press(String.fromCharCode(97 + (key % 26)));
    await page.waitForFunction((count) => window.__keys.length > count, key);
  }
  return page.evaluate(() => window.__keys);
}
