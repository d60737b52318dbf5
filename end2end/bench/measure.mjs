/**
 * Measures the bench build in Chromium: `node measure.mjs DIR` prints one JSON object, everything in milliseconds.
 *
 * Medians of several rounds, for machines are noisy. A key's time is that of its handlers and of the frame that shows it,
 * without the wait between them: when a screen next asks for a frame says nothing about the form.
 */
import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { chromium } from '@playwright/test';
import { chromiumFlags, chromiumPath } from '../support/chromium.mjs';
import { formOf, rowsOf } from './input.mjs';
import { typeKeys } from './keys.mjs';
import { at, median } from './numbers.mjs';

const ROUNDS = 5;
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm', '.css': 'text/css', '.svg': 'image/svg+xml', '.woff2': 'font/woff2' };

const folder = process.argv[2];
if (!folder) throw new Error('usage: node measure.mjs DIR');

const server = createServer((request, response) => {
  const path = normalize(new URL(request.url, 'http://localhost').pathname).replace(/\/$/, '/index.html');
  const file = join(folder, path);
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) return response.writeHead(404).end();
  response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' });
  createReadStream(file).pipe(response);
});
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const origin = `http://127.0.0.1:${server.address().port}`;

const browser = await chromium.launch({ executablePath: chromiumPath, args: chromiumFlags });

async function opened(path, ready) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.goto(`${origin}${path}`);
  await page.waitForFunction(ready);
  return page;
}

/** Shows a form of so many fields, then types into one in its middle. */
async function form(fields) {
  const page = await opened('/form/', () => '__perf' in window);
  const { schema, data } = formOf(fields);
  const shown = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    shown.push((await page.evaluate(([schema, data]) => window.__perf.mount(schema, data), [schema, data])).painted);
  }
  const field = page.getByRole('textbox', { name: `Name ${Math.floor(fields / 2 / 10) * 10}`, exact: true });
  await field.click();
  const keys = await typeKeys(page);
  await page.close();
  return { shown: median(shown), key_p95: at(keys, 0.95) };
}

/** A table of so many rows under 1,000 changes a second. */
async function table(count) {
  const page = await opened('/table/', () => '__table' in window);
  const rows = rowsOf(count);
  const measured = await page.evaluate(async (rows) => {
    const mounted = await window.__table.mount(rows);
    const frames = [];
    let last = performance.now();
    let running = true;
    requestAnimationFrame(function frame(now) {
      frames.push(now - last);
      last = now;
      if (running) requestAnimationFrame(frame);
    });
    await window.__table.run(rows, 1000, 5);
    running = false;
    const times = async (act) => {
      const all = [];
      for (const argument of act.with) all.push(await act.run(...argument));
      return all;
    };
    const sorts = await times({ run: window.__table.sort, with: [['name', 1], ['cpu', -1], ['name', -1], ['cpu', 1], ['name', 1]] });
    const filters = await times({ run: window.__table.filter, with: [['pod-12'], ['pod-9'], ['77'], ['running'], ['']] });
    return { mounted, frames: frames.slice(2), sorts, filters };
  }, rows);
  await page.close();
  return { mounted: measured.mounted, frame_p95: at(measured.frames, 0.95), sort: median(measured.sorts), filter: median(measured.filters) };
}

const result = { form_1000: await form(1000), form_5000: await form(5000), table: await table(100_000) };
await browser.close();
server.close();
process.stdout.write(`${JSON.stringify(result)}\n`);
