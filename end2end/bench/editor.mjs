/**
 * Measures the Code tab in Chromium: `node editor.mjs LINK` takes a one-time link of a running console, pushes a file of
 * settings of one megabyte to one Application and five thousand files to another, and prints one JSON object, everything
 * in milliseconds.
 *
 * Opening ends when the text stands in the editor, or the list on the page, whose links and folders work from then on;
 * `works` is when the page's own code runs, too. A key is measured as in `measure.mjs`, in words with a pause of a second
 * between them, in which the settings are checked.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { chromiumFlags, chromiumPath } from '../support/chromium.mjs';
import { typeKeys } from './keys.mjs';
import { at, median } from './numbers.mjs';

const ROUNDS = 5;
const MEGABYTE = 1_000_000;
const FILES = 5_000;
const WORD = 8;
const PAUSE_MS = 1_000;
const [LARGE, MANY] = ['large', 'many'];

const link = process.argv[2];
if (!link) throw new Error('usage: node editor.mjs LINK');
const { origin } = new URL(link);

const browser = await chromium.launch({ executablePath: chromiumPath, args: chromiumFlags });
const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
await page.goto(link);
await page.addInitScript(watch);
for (const [name, fill] of [[LARGE, largeSettings], [MANY, manyFiles]]) {
  await install(name);
  await push(name, fill);
}
const settings = await rounds(() => open(LARGE, 'values.yaml', 'text', 'works'));
const typed = await keys();
const large = { opened: of(settings, 'text'), works: of(settings, 'works'), key_median: median(typed), key_p95: at(typed, 0.95) };
const lists = await rounds(() => open(MANY, 'CODEOWNERS', 'list', 'works'));
const tree = { opened: of(lists, 'list'), works: of(lists, 'works') };
await browser.close();
process.stdout.write(`${JSON.stringify({ large, tree })}\n`);

async function post(path, data) {
  const answer = await page.request.post(`${origin}${path}`, { headers: { origin, 'x-catalyst-console': '1' }, data });
  if (!answer.ok()) throw new Error(`${path} answered ${answer.status()}: ${await answer.text()}`);
  return answer.json();
}

async function install(name) {
  await post('/api/v1/sovereigns/_/applications', {
    blueprintRef: { name: 'bp-static-site', version: '1.1.0' },
    name,
    organizationRef: 'acme',
    environmentRef: 'acme-prod',
    parameters: { domain: 'www.acme.om', source: 'https://git.acme.om/site' },
  });
}

/** A colleague pushes what `fill` writes. */
async function push(name, fill) {
  const whoami = await (await page.request.get(`${origin}/api/v1/whoami`)).json();
  const token = await post(`/gitea/api/v1/users/${encodeURIComponent(whoami.email)}/tokens`, {
    name,
    scopes: ['write:repository'],
  });
  const folder = mkdtempSync(join(tmpdir(), 'catalyst-bench-'));
  const git = (...words) =>
    execFileSync('git', ['-c', 'user.name=Bench', '-c', 'user.email=bench@example.om', ...words], { cwd: folder, stdio: 'pipe' });
  const url = new URL(`${origin}/gitea/acme/${name}.git`);
  url.username = 'anybody';
  url.password = token.sha1;
  git('clone', '--quiet', url.href, '.');
  fill(folder);
  git('add', '--all');
  git('commit', '--quiet', '--message', 'Everything that is measured');
  git('push', '--quiet');
  rmSync(folder, { recursive: true });
}

function largeSettings(folder) {
  const settings = join(folder, 'values.yaml');
  writeFileSync(settings, readFileSync(settings, 'utf8').replace(/^redirects:.*\n?/m, '') + redirects());
}

function manyFiles(folder) {
  for (let number = 0; number < FILES; number += 1) {
    const directory = join(folder, 'pages', String(Math.floor(number / 50)).padStart(3, '0'));
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, `page-${number}.md`), `# Page ${number}\n`);
  }
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

function of(rounds, what) {
  return median(rounds.map((at) => at[what]));
}

function tab(name, file) {
  return `${origin}/environments/acme-prod/applications/${name}/code?file=${encodeURIComponent(file)}`;
}

/** Notes in each frame of a page what can be seen by now. */
function watch() {
  const seen = {
    text: () => document.querySelector('.monaco-editor .view-line')?.textContent.trim(),
    list: () => document.querySelector('main nav a[aria-current]'),
    works: () => document.documentElement.dataset.hydrated,
  };
  window.__at = {};
  const look = () => {
    for (const [what, isSeen] of Object.entries(seen)) if (isSeen()) window.__at[what] ??= performance.now();
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

/** When each was seen, since the page was asked for. */
async function open(name, file, ...what) {
  await page.goto(tab(name, file), { waitUntil: 'commit' });
  await page.waitForFunction((what) => what.every((one) => one in window.__at), what);
  return page.evaluate(() => window.__at);
}

async function keys() {
  await open(LARGE, 'values.yaml', 'text', 'works');
  await page.locator('.view-lines').first().click();
  await page.keyboard.press('Control+End');
  await page.keyboard.insertText('# ');
  // The editor takes its text from the browser without an `input` event; it listens here before this does.
  const target = await page.evaluateHandle(() => document.querySelector('.native-edit-context').editContext);
  const before = async (key) => {
    if (key % WORD === 0) await page.waitForTimeout(PAUSE_MS);
  };
  return typeKeys(page, { target, event: 'textupdate', before });
}
