/** What a shop owner does in the marketplace, in its own words. */
import { expect, type Page } from '@playwright/test';
import { Console } from './console.ts';
import type { Server } from './server.ts';
import { hydrated } from './test.ts';
import type { Language } from './words.ts';

export class Customer {
  readonly console: Console;

  constructor(
    readonly page: Page,
    private readonly server: Server,
    readonly email: string,
    language: Language = 'en',
  ) {
    this.console = new Console(page, language);
  }

  text(key: string, values?: Record<string, string>): string {
    return this.console.text(key, values);
  }

  async open(path: string): Promise<void> {
    await this.console.open(path);
  }

  async press(key: string, values?: Record<string, string>): Promise<void> {
    await this.console.button(key, values).click();
    await hydrated(this.page);
  }

  /** From the plans to a named order. Apps are named by their slugs. */
  async fillsCart({ plan = 'M', apps = [] as string[], shop }: { plan?: string; apps?: string[]; shop: string }): Promise<void> {
    await this.page.getByRole('link', { name: this.text('storefront.plans.choose_named', { name: plan }) }).click();
    await expect(this.page.getByRole('heading', { level: 1, name: this.text('storefront.apps.title') })).toBeVisible();
    await hydrated(this.page);
    for (const app of apps) await this.page.getByRole('checkbox', { name: await this.title(app) }).check();
    await this.press('storefront.go_on');
    await this.page.getByRole('textbox', { name: this.text('storefront.shop.name') }).fill(shop);
    await expect(this.page.getByText(this.text('storefront.shop.free'))).toBeVisible();
    await this.press('storefront.go_on');
  }

  /** What an app is called in this language. */
  async title(slug: string): Promise<string> {
    const answer = await this.page.request.get(`/api/catalog/apps/${slug}`);
    const app = (await answer.json()) as { name: string; translations?: Record<string, { title?: string }> };
    return app.translations?.[this.console.language]?.title ?? app.name;
  }

  /** Enters the address, then the code that arrives. */
  async signsIn(): Promise<void> {
    await this.page.getByRole('textbox', { name: this.text('storefront.sign_in.email') }).fill(this.email);
    await this.press('storefront.sign_in.send');
    await this.page.getByRole('textbox', { name: this.text('storefront.sign_in.code') }).fill(await this.server.code(this.email));
    await this.press('storefront.sign_in.go_on');
  }
}
