import { expect, test } from '../support/test.ts';

test('a stranger signs in with a printed link, which works once, and signs out', async ({ visitor, server }) => {
  await visitor.goto('/marketplace?q=word');
  await expect(visitor).toHaveURL(/\/sign-in\?next=/);
  await expect(visitor.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible();
  const next = new URL(visitor.url()).searchParams.get('next')!;
  expect(next).toBe('/marketplace?q=word');

  await visitor.getByRole('button', { name: 'Print a new link in the terminal' }).click();
  await expect(visitor.getByText('A new link was printed')).toBeVisible();
  const link = await server.link();
  await visitor.goto(link);
  await expect(visitor).toHaveURL((url) => url.pathname !== '/sign-in');

  await visitor.getByRole('banner').getByLabel('Account', { exact: true }).click();
  await visitor.getByRole('button', { name: 'Sign out' }).click();
  await expect(visitor.getByText('You are signed out.')).toBeVisible();
  await visitor.goto('/marketplace');
  await expect(visitor).toHaveURL(/\/sign-in/);

  await visitor.goto(link);
  await expect(visitor.getByText('That link was already used')).toBeVisible();
});
