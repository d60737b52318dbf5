import { expect, test } from '../support/test.ts';

test('pages carry a strict policy and their scripts carry its nonce', async ({ page }) => {
  const response = (await page.goto('/marketplace'))!;
  const policy = response.headers()['content-security-policy']!;
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain('unsafe-inline');
  const nonce = /'nonce-([^']+)'/.exec(policy)![1]!;
  const body = await response.text();
  // The translations leave an element that holds nothing, and so runs nothing.
  for (const [script] of body.replaceAll('<script></script>', '').matchAll(/<script\b[^>]*>/g)) expect(script).toContain(nonce);
  expect(body).not.toMatch(/\sstyle="/);
});

test('a request that another site could send is refused', async ({ page, server }) => {
  const request = page.context().request;
  for (const headers of [{}, { origin: 'https://elsewhere.example', 'x-catalyst-console': '1' }, { origin: server.origin }]) {
    const answer = await request.post('/api/v1/organizations', { headers: headers as Record<string, string>, data: {} });
    expect(answer.status()).toBe(403);
  }
});

test('text of a Blueprint is text, whatever it says', async ({ page }) => {
  await page.goto('/marketplace?q=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E');
  await expect(page.locator('img[src="x"]')).toHaveCount(0);
});
