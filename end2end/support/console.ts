/** What people do in the console, in its own words. */
import { expect, type Locator, type Page } from '@playwright/test';
import { activate, fillIn, tabTo } from './keyboard.ts';
import { hydrated } from './test.ts';
import { words, type Language } from './words.ts';

/** A name that no other test uses. */
let serial = 0;
export const freshName = (stem: string): string => `${stem}-${process.pid.toString(36)}-${(serial += 1).toString(36)}`;

export class Console {
  constructor(
    readonly page: Page,
    readonly language: Language = 'en',
  ) {}

  text(key: string, values?: Record<string, string>): string {
    return words(this.language, key, values);
  }

  button(key: string, values?: Record<string, string>): Locator {
    return this.page.getByRole('button', { name: this.text(key, values), exact: true });
  }

  field(label: string): Locator {
    const main = this.page.getByRole('main');
    const named = { name: label, exact: true };
    return main.getByRole('textbox', named).or(main.getByRole('combobox', named));
  }

  /** Sets the language as the top bar's menu does. */
  async speak(): Promise<void> {
    await this.page.context().addCookies([{ name: 'catalyst_locale', value: this.language, url: new URL(this.page.url()).origin }]);
  }

  async open(path: string): Promise<void> {
    await this.page.goto(path);
    await hydrated(this.page);
  }

  /** From the marketplace to the install form of a Blueprint, by keyboard. */
  async chooseBlueprint(search: string, title: string, { platform = false } = {}): Promise<void> {
    await this.open(platform ? '/marketplace?platform=1' : '/marketplace');
    await fillIn(this.page, this.page.getByRole('searchbox', { name: this.text('marketplace.search') }), search);
    await expect(this.page).toHaveURL(/[?&]q=/);
    await activate(this.page, this.page.getByRole('main').getByRole('link', { name: title, exact: true }));
    await expect(this.page.getByRole('heading', { level: 1, name: title })).toBeVisible();
    await activate(this.page, this.page.getByRole('main').getByRole('link', { name: this.text('common.install') }).first());
    await expect(this.page.getByRole('heading', { level: 1, name: this.text('install.heading', { title }) })).toBeVisible();
  }

  /** Names the Application, reviews and installs, by keyboard; ends on its page. */
  async install(name: string): Promise<void> {
    await fillIn(this.page, this.field(`${this.text('install.name')} (${this.text('common.required')})`), name);
    await activate(this.page, this.button('install.review'));
    await expect(this.page.getByRole('heading', { name: this.text('install.review_title') })).toBeVisible();
    await activate(this.page, this.button('install.install'));
    await expect(this.page).toHaveURL(new RegExp(`/applications/${name}$`));
  }

  /** Waits, without reloading, until the page says that the Application is in this state. */
  async expectState(state: string): Promise<void> {
    const badge = this.page.getByRole('main').getByText(this.text(`common.state.${state}`), { exact: true }).first();
    await expect(badge).toBeVisible({ timeout: 30_000 });
  }

  async tabTo(control: Locator): Promise<void> {
    await tabTo(this.page, control);
  }
}
