/** Kubernetes, Kustomize and Flux files in the Code tab are held against the schemas that the console ships. */
import type { Page } from '@playwright/test';
import { Console, freshName } from '../support/console.ts';
import { SomebodyElse } from '../support/somebody-else.ts';
import { expect, expectAccessible, test } from '../support/test.ts';

const SERVICE = 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n  ports: [{port: 80}]\n';

const open = async (page: Page, name: string, file: string): Promise<Console> => {
  const console = new Console(page);
  await console.open(`/environments/acme-prod/applications/${name}/code?file=${file}`);
  await expect(page.locator('.monaco-editor').first()).toBeVisible();
  return console;
};

/** Types into the editor as a person does, at the end of the file. */
const append = async (page: Page, text: string): Promise<void> => {
  await page.locator('.view-lines').first().click();
  await page.keyboard.press('Control+End');
  await page.keyboard.insertText(text);
};

test('a manifest is checked as what it says it is', async ({ page, server }) => {
  const name = freshName('manifest');
  const somebody = new SomebodyElse(page.context().request, server.origin);
  await somebody.installs('bp-valkey', '1.1.0', name);
  await somebody.commits(name, 'extra/web.yaml', SERVICE);
  const loaded: string[] = [];
  page.on('request', (request) => request.url().includes('/schemas/') && loaded.push(new URL(request.url()).pathname));
  const console = await open(page, name, 'extra/web.yaml');
  const problems = page.getByRole('region', { name: console.text('application.code.problems') });
  await expect(problems).toContainText(console.text('application.code.schema_of', { kind: 'Service' }));
  await expect(problems).toContainText(console.text('application.code.no_problems'));
  expect(loaded).toEqual(['/schemas/service.json']);

  await append(page, '  typ: NodePort\n');
  await expect(problems).toContainText(console.text('application.code.did_you_mean', { key: 'typ', other: 'type' }));
  await expectAccessible(page);
  await console.button('application.code.discard').click();
  await append(page, '  type: Balancer\n');
  await expect(problems.getByRole('button', { name: console.text('application.code.line', { line: '6' }) })).toBeVisible();
  // It may be a patch, or what Flux completes: the problem is said, and whoever means it commits it.
  await expect(console.button('application.code.commit', { branch: 'main' })).not.toHaveAttribute('aria-disabled');
});

test('what the platform writes has no problems, and what is not checked is said to be so', async ({ page, server }) => {
  const name = freshName('kinds');
  const somebody = new SomebodyElse(page.context().request, server.origin);
  await somebody.installs('bp-valkey', '1.1.0', name);
  await somebody.commits(name, 'extra/two.yaml', `${SERVICE}---\n${SERVICE}`);
  await somebody.commits(name, 'extra/teapot.yaml', 'apiVersion: example.org/v1\nkind: Teapot\n');
  for (const [file, kind] of [
    ['kustomization.yaml', 'Kustomization'],
    ['helmrelease.yaml', 'HelmRelease'],
    ['application.yaml', 'Application'],
  ] as const) {
    const console = await open(page, name, file);
    const problems = page.getByRole('region', { name: console.text('application.code.problems') });
    await expect(problems).toContainText(console.text('application.code.schema_of', { kind }));
    await expect(problems).toContainText(console.text('application.code.no_problems'));
  }
  const console = await open(page, name, 'extra/two.yaml');
  await expect(page.getByText(console.text('application.code.schema_several'))).toBeVisible();
  await open(page, name, 'extra/teapot.yaml');
  await expect(page.getByText(console.text('application.code.schema_unknown', { kind: 'Teapot' }))).toBeVisible();
});
