/**
 * Measures the Code tab in Chromium: `node editor.mjs LINK` takes a one-time link of a running console, pushes a file of
 * settings of one megabyte and five thousand other files, and prints one JSON object, everything in milliseconds.
 *
 * Opening ends when the text stands in the editor, or the list on the page; a key is measured as in `measure.mjs`, with
 * the checks of the settings on.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { chromiumFlags, chromiumPath } from '../support/chromium.mjs';
import { at, median } from './numbers.mjs';

const ROUNDS = 5;
const KEYS = 120;
const MEGABYTE = 1_000_000;
const FILES = 5_000;
const NAME = 'measured';

const link = process.argv[2];
if (!link) throw new Error('usage: node editor.mjs LINK');
const { origin } = new URL(link);

const browser = await chromium.launch({ executablePath: chromiumPath, args: chromiumFlags });
const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
await page.goto(link);
await install();
await push();
const large = { opened: median(await rounds(openSettings)), key_p95: at(await keys(), 0.95) };
const tree = median(await rounds(openTree));
await browser.close();
process.stdout.write(`${JSON.stringify({ large, tree })}\n`);

async function post(path, data) {
  const answer = await page.request.post(`${origin}${path}`, { headers: { origin, 'x-catalyst-console': '1' }, data });
  if (!answer.ok()) throw new Error(`${path} answered ${answer.status()}: ${await answer.text()}`);
  return answer.json();
}

async function install() {
  await post('/api/v1/sovereigns/_/applications', {
    blueprintRef: { name: 'bp-static-site', version: '1.1.0' },
    name: NAME,
    organizationRef: 'acme',
    environmentRef: 'acme-prod',
    parameters: { domain: 'www.acme.om', source: 'https://git.acme.om/site' },
  });
}

/** A colleague pushes the large file and the many. */
async function push() {
  const whoami = await (await page.request.get(`${origin}/api/v1/whoami`)).json();
  const token = await post(`/gitea/api/v1/users/${encodeURIComponent(whoami.email)}/tokens`, {
    name: NAME,
    scopes: ['write:repository'],
  });
  const folder = mkdtempSync(join(tmpdir(), 'catalyst-bench-'));
  const git = (...words) =>
    execFileSync('git', ['-c', 'user.name=Bench', '-c', 'user.email=bench@example.om', ...words], { cwd: folder, stdio: 'pipe' });
  const url = new URL(`${origin}/gitea/acme/${NAME}.git`);
  url.username = 'anybody';
  url.password = token.sha1;
  git('clone', '--quiet', url.href, '.');
  const settings = join(folder, 'values.yaml');
  writeFileSync(settings, readFileSync(settings, 'utf8').replace(/^redirects:.*\n?/m, '') + redirects());
  for (let number = 0; number < FILES; number += 1) {
    const directory = join(folder, 'pages', String(Math.floor(number / 50)).padStart(3, '0'));
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, `page-${number}.md`), `# Page ${number}\n`);
  }
  git('add', '--all');
  git('commit', '--quiet', '--message', 'Everything that is measured');
  git('push', '--quiet');
  rmSync(folder, { recursive: true });
}

/** Addresses that moved, with where they are now: a megabyte of settings. */
function redirects() {
  let text = 'redirects:\n';
  for (let number = 0; text.length < MEGABYTE; number += 1) {
    text += `  /catalogue/${number}/old-name.html: https://www.acme.om/products/${number} # moved\n`;
  }
  return text;
}

async function rounds(measure) {
  const all = [];
  for (let round = 0; round < ROUNDS; round += 1) all.push(await measure());
  return all;
}

function tab(file) {
  return `${origin}/environments/acme-prod/applications/${NAME}/code?file=${encodeURIComponent(file)}`;
}

/** From asking for the page to the text in the editor. */
async function openSettings() {
  await page.goto(tab('values.yaml'), { waitUntil: 'commit' });
  await page.waitForFunction(() => document.querySelector('.monaco-editor .view-line')?.textContent.trim());
  return page.evaluate(() => performance.now());
}

/** From asking for the page to the list of files on it. */
async function openTree() {
  await page.goto(tab('CODEOWNERS'), { waitUntil: 'commit' });
  await page.waitForFunction(() => document.documentElement.dataset.hydrated && document.querySelector('main nav a[aria-current]'));
  return page.evaluate(() => performance.now());
}

async function keys() {
  await openSettings();
  await page.locator('.view-lines').first().click();
  await page.keyboard.press('Control+End');
  await page.keyboard.insertText('# ');
  await page.evaluate(() => {
    window.__keys = [];
    const afterwards = (act) => {
      const channel = new MessageChannel();
      channel.port1.onmessage = act;
      channel.port2.postMessage(null);
    };
    // The editor takes its text from the browser without an `input` event.
    window.addEventListener('keydown', () => {
      const pressed = performance.now();
      afterwards(() => {
        const handled = performance.now() - pressed;
        requestAnimationFrame(() => {
          const frame = performance.now();
          afterwards(() => window.__keys.push(handled + performance.now() - frame));
        });
      });
    }, true);
  });
  for (let key = 0; key < KEYS; key += 1) {
    await page.keyboard.press(String.fromCharCode(97 + (key % 26)));
    await page.waitForFunction((count) => window.__keys.length > count, key);
  }
  return page.evaluate(() => window.__keys);
}
