import { randomUUID } from 'node:crypto';
import { type Browser, type BrowserContext, type Page } from '@playwright/test';
import { Customer } from '../support/customer.ts';
import { IdentityProvider } from '../support/provider.ts';
import { Server } from '../support/server.ts';
import { SomebodyElse } from '../support/somebody-else.ts';
import { expect, expectAccessible, hydrated, test as base, watch } from '../support/test.ts';
import { words } from '../support/words.ts';

/** A console whose people are signed in by a provider, one of each for a worker. */
const test = base.extend<{ person: Page; another: () => Promise<Page> }, { provider: IdentityProvider; guarded: Server }>({
  provider: [
    async ({}, use) => {
      const provider = await IdentityProvider.start();
      await use(provider);
      await provider.stop();
    },
    { scope: 'worker' },
  ],

  guarded: [
    async ({ provider }, use) => {
      const server = await Server.start({ provider });
      await use(server);
      await server.stop();
    },
    { scope: 'worker' },
  ],

  /** Somebody with a browser of their own. */
  person: async ({ another }, use) => use(await another()),

  another: async ({ browser, guarded, provider }, use) => {
    const contexts: BrowserContext[] = [];
    const problems: string[][] = [];
    await use(async () => {
      const page = await stranger(browser, guarded);
      contexts.push(page.context());
      problems.push(watch(page, [guarded.origin, provider.origin]));
      return page;
    });
    for (const context of contexts) await context.close();
    expect(problems.flat(), 'the pages must stay clean').toEqual([]);
  },
});

async function stranger(browser: Browser, server: Server): Promise<Page> {
  const context = await browser.newContext({ baseURL: server.origin });
  return context.newPage();
}

/** At the provider's page: says who one is. */
async function introduce(page: Page, name: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Name' }).fill(name);
  await page.getByRole('button', { name: 'Continue' }).click();
}

async function signIn(page: Page, name: string, path = '/marketplace'): Promise<void> {
  await page.goto(path);
  await introduce(page, name);
  await expect(page).toHaveURL(path);
  await hydrated(page);
}

/** Signs in at the provider, but does not follow its last step back; answers where that leads. */
async function stopShort(page: Page, console: string, name: string): Promise<string> {
  const { request } = page;
  const headers = { accept: 'text/html' };
  let url = `${console}/auth/sign-in`;
  for (let steps = 0; steps < 10; steps += 1) {
    const answer = url.includes('/interaction/')
      ? await request.post(url, { form: { name }, maxRedirects: 0 })
      : await request.get(url, { headers, maxRedirects: 0 });
    url = new URL(answer.headers()['location']!, url).href;
    if (url.startsWith(`${console}/auth/callback`)) return url;
  }
  throw new Error('the provider does not lead back');
}

async function openAccountMenu(page: Page): Promise<void> {
  await page.getByRole('banner').getByLabel('Account', { exact: true }).click();
}

test('a deep link leads to the provider and back to where one was going', async ({ person, provider, guarded }) => {
  await person.goto('/marketplace?q=wordpress');
  expect(new URL(person.url()).origin).toBe(provider.origin);
  await introduce(person, 'amal');
  await expect(person).toHaveURL(`${guarded.origin}/marketplace?q=wordpress`);
  await hydrated(person);
  await openAccountMenu(person);
  await expect(person.getByText('amal@example.om')).toBeVisible();
  const cookies = await person.context().cookies(guarded.origin);
  expect(cookies.filter(({ name }) => name.startsWith('catalyst')).map(({ name }) => name)).not.toContain('catalyst_sign_in');
  for (const { value } of cookies) expect(value).not.toContain('eyJ');
});

for (const language of ['en', 'ar'] as const) {
  test(`a customer continues with the provider, and cart and voucher are still there (${language})`, async ({ another, guarded }) => {
    const code = `IDENTITY-2026-${language.toUpperCase()}`;
    const operator = await another();
    await signIn(operator, 'amal');
    await new SomebodyElse(operator.context().request, guarded.origin).issues(code, 100);

    const page = await another();
    await page.setViewportSize({ width: 390, height: 844 });
    await page.context().addCookies([{ name: 'catalyst_locale', value: language, url: guarded.origin }]);
    // Somebody whom no other test knows: the provider calls them `<name>@example.om`.
    const name = `dana-${language}`;
    const customer = new Customer(page, guarded, `${name}@example.om`, language);
    await customer.open(`/redeem/?code=${code}`);
    await expectAccessible(page);
    await page.getByRole('link', { name: customer.text('redeem.sign_up') }).click();
    await customer.fillsCart({ shop: `Dana ${language}` });
    const provider = customer.text('storefront.sign_in.with_provider', { name: '127.0.0.1' });
    await expectAccessible(page);
    await page.getByRole('link', { name: provider }).click();
    await introduce(page, name);
    await expect(page).toHaveURL(new RegExp(`/checkout\\?.*slug=dana-${language}`));
    await hydrated(page);
    await expect(page.getByRole('link', { name: provider })).toHaveCount(0);
    await expect(page.getByRole('main').getByText(/91\.000/)).toBeVisible();
    await customer.press('storefront.pay.with_credit');
    await expect(page).toHaveURL(/\/launching\//);

    // Nobody granted them anything of the operators'.
    const organizations = await page.request.get('/api/v1/organizations');
    expect([organizations.status(), (await organizations.json()).error]).toEqual([403, 'forbidden']);
    const answer = await page.request.get('/marketplace', { headers: { accept: 'text/html' }, maxRedirects: 0 });
    expect([answer.status(), answer.headers()['location']]).toEqual([303, '/plans']);

    // A code to the same address leads to the same person.
    const elsewhere = await another();
    const again = new Customer(elsewhere, guarded, `${name}@example.om`, language);
    await elsewhere.context().addCookies([{ name: 'catalyst_locale', value: language, url: guarded.origin }]);
    await again.open('/sign-in/code?next=%2Fshops');
    await again.signsIn();
    await expect(elsewhere.getByText(`Dana ${language}`)).toBeVisible();
  });
}

test('the tier comes from the provider', async ({ person }) => {
  await signIn(person, 'badr');
  await openAccountMenu(person);
  await expect(person.getByText('Tier: Viewer')).toBeVisible();
  const forbidden = await person.context().request.post('/api/v1/sovereigns/self/applications', {
    headers: { origin: new URL(person.url()).origin, 'x-catalyst-console': '1' },
    data: {},
  });
  expect([forbidden.status(), (await forbidden.json()).error]).toEqual([403, 'forbidden']);
});

test('signing out ends the session here and at the provider', async ({ person, provider }) => {
  await signIn(person, 'amal');
  await openAccountMenu(person);
  await person.getByRole('button', { name: 'Sign out' }).click();
  expect(new URL(person.url()).origin).toBe(provider.origin);
  await person.getByRole('button', { name: 'Sign out everywhere' }).click();
  await expect(person.getByText('You are signed out.')).toBeVisible();
  await person.getByRole('link', { name: 'Sign in' }).click();
  await expect(person.getByRole('textbox', { name: 'Name' })).toBeVisible();
});

test('signing out at the provider ends the session here at once', async ({ person, provider }) => {
  await signIn(person, 'amal', '/account/sessions');
  const elsewhere = await person.context().newPage();
  await elsewhere.goto(`${provider.origin}/session/end`);
  await elsewhere.getByRole('button', { name: 'Sign out everywhere' }).click();
  const { request } = person.context();
  await expect.poll(async () => (await request.get('/api/v1/whoami')).status(), { timeout: 1_000 }).toBe(401);
});

test('a session that one does not recognise is ended from the list', async ({ another }) => {
  // Somebody of whom this worker's other tests have no session.
  const name = `carim-${randomUUID()}`;
  const [own, lost] = [await another(), await another()];
  await signIn(lost, name);
  await signIn(own, name);
  await openAccountMenu(own);
  await own.getByRole('link', { name: 'My sessions' }).click();
  await expect(own.getByRole('heading', { level: 1, name: 'My sessions' })).toBeVisible();
  const list = own.getByRole('list', { name: 'Sessions' });
  await expect(list.getByRole('listitem')).toHaveCount(2);
  await expectAccessible(own);
  await list.getByRole('button', { name: /^End the session of Chrome/ }).click();
  await expect(own.getByText('The session was ended.')).toBeVisible();
  await expect(list.getByRole('listitem')).toHaveCount(1);
  await expect(own.getByText('You are signed in nowhere else.')).toBeVisible();
  const answer = await lost.context().request.get('/api/v1/whoami');
  expect(answer.status()).toBe(401);
});

test('my sessions are listed in Arabic too', async ({ person, guarded }) => {
  await signIn(person, 'amal');
  await person.context().addCookies([{ name: 'catalyst_locale', value: 'ar', url: guarded.origin }]);
  await person.goto('/account/sessions');
  await hydrated(person);
  await expect(person.getByRole('heading', { level: 1, name: words('ar', 'account.title') })).toBeVisible();
  await expect(person.getByText(words('ar', 'account.this_browser'))).toBeVisible();
  await expectAccessible(person);
});

test('an answer that this browser did not ask for signs nobody in', async ({ another, guarded }) => {
  const [attacker, victim] = [await another(), await another()];
  const back = await stopShort(attacker, guarded.origin, 'amal');
  for (const url of [back, `${guarded.origin}/auth/callback?code=forged&state=forged`]) {
    const answer = await victim.request.get(url, { maxRedirects: 0 });
    expect(answer.status()).toBe(400);
    expect(answer.headers()['set-cookie'] ?? '').not.toContain('catalyst_console=');
    expect(await answer.text()).toContain('This sign-in cannot be finished here');
  }
  const foreign = new URL(back);
  foreign.searchParams.set('iss', 'https://elsewhere.example');
  const answer = await attacker.request.get(foreign.href, { maxRedirects: 0 });
  expect(answer.status()).toBe(403);
});

test('a provider that is down is a clear page, and signing in works when it is back', async ({ browser }) => {
  const provider = await IdentityProvider.start();
  provider.setDown(true);
  const server = await Server.start({ provider });
  const page = await stranger(browser, server);
  await page.goto('/marketplace');
  await expect(page.getByRole('heading', { level: 1, name: 'The sign-in service does not answer' })).toBeVisible();
  provider.setDown(false);
  await page.getByRole('link', { name: 'Try again' }).click();
  await introduce(page, 'amal');
  await expect(page).toHaveURL('/marketplace');
  await page.context().close();
  await server.stop();
  await provider.stop();
});

test('a provider that is down when a token runs out signs nobody out, and work goes on when it is back', async ({ browser }) => {
  const provider = await IdentityProvider.start({ tokenLife: 1 });
  const server = await Server.start({ provider });
  const page = await stranger(browser, server);
  await signIn(page, 'amal');
  const status = async (): Promise<number> => (await page.request.get('/api/v1/whoami')).status();
  await expect.poll(status).toBe(200);

  provider.setDown(true);
  await expect.poll(status).toBe(503);
  const answer = await page.goto('/marketplace');
  expect(answer?.status()).toBe(503);
  await expect(page.getByRole('heading', { level: 1, name: 'The sign-in service does not answer' })).toBeVisible();

  provider.setDown(false);
  await expect(async () => {
    await page.getByRole('link', { name: 'Try again' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Marketplace' })).toBeVisible({ timeout: 2_000 });
  }).toPass();
  await page.context().close();
  await server.stop();
  await provider.stop();
});

for (const [direction, clockAhead] of [['ahead', 120], ['behind', -120]] as const) {
  test(`a provider whose clock is two minutes ${direction} signs people in, renews their tokens and signs them out`, async ({ browser }) => {
    // So short that the console renews the token before every call.
    const provider = await IdentityProvider.start({ tokenLife: 5, clockAhead });
    const server = await Server.start({ provider });
    const page = await stranger(browser, server);
    await signIn(page, 'amal', '/account/sessions');
    await expect(page.getByRole('heading', { level: 1, name: 'My sessions' })).toBeVisible();
    for (let calls = 0; calls < 3; calls += 1) {
      const answer = await page.request.get('/api/v1/whoami');
      expect([answer.status(), (await answer.json()).email]).toEqual([200, 'amal@example.om']);
    }
    await page.goto('/marketplace');
    await hydrated(page);
    await openAccountMenu(page);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign out everywhere' }).click();
    await expect(page.getByText('You are signed out.')).toBeVisible();
    await page.context().close();
    await server.stop();
    await provider.stop();
  });
}

test('a provider whose clock is ten minutes ahead is not believed, which is said', async ({ browser }) => {
  const provider = await IdentityProvider.start({ clockAhead: 600 });
  const server = await Server.start({ provider });
  const page = await stranger(browser, server);
  await page.goto('/marketplace');
  await introduce(page, 'amal');
  await expect(page.getByRole('heading', { level: 1, name: 'You were not signed in' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Sign in again' })).toBeVisible();
  await page.context().close();
  await server.stop();
  await provider.stop();
});
