/** What people do in the console, in its own words. */
import { expect, type Locator, type Page } from '@playwright/test';
import { activate, fillIn, tabTo } from './keyboard.ts';
import { hydrated } from './test.ts';
import type { Server } from './server.ts';
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

  /** Opens a page in this language. */
  async open(path: string): Promise<void> {
    await this.page.context().addCookies([{ name: 'catalyst_locale', value: this.language, domain: '127.0.0.1', path: '/' }]);
    await this.page.goto(path);
    await hydrated(this.page);
  }

  /** Asks for a link in the terminal and opens it. */
  async signIn(server: Server): Promise<void> {
    await this.open('/sign-in');
    await this.button('layout.sign_in.print').click();
    await expect(this.page.getByText(this.text('layout.sign_in.link_printed'))).toBeVisible();
    await this.page.goto(await server.link());
    await expect(this.page).not.toHaveURL(/\/sign-in/);
  }

  async signOut(): Promise<void> {
    await this.page.getByRole('banner').getByLabel(this.text('layout.account'), { exact: true }).click();
    await this.button('layout.sign_out').click();
    await expect(this.page.getByText(this.text('layout.sign_in.signed_out'))).toBeVisible();
  }

  /** Chooses one of several options by keyboard. */
  async choose(option: string): Promise<void> {
    await tabTo(this.page, this.page.getByRole('main').getByRole('radio', { checked: true }).last());
    await this.page.keyboard.press('ArrowDown');
    await expect(this.page.getByRole('radio', { name: option })).toBeChecked();
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

  /** The field of an install form for the Application's name. */
  get name(): Locator {
    return this.field(`${this.text('install.name')} (${this.text('common.required')})`);
  }

  async nameIt(name: string): Promise<void> {
    await fillIn(this.page, this.name, name);
  }

  /** Names the Application, reviews and installs, by keyboard; ends on its page. */
  async install(name: string): Promise<void> {
    await this.nameIt(name);
    await activate(this.page, this.button('install.review'));
    await expect(this.page.getByRole('heading', { name: this.text('install.review_title') })).toBeVisible();
    await activate(this.page, this.button('install.install'));
    await this.expectOverview(name);
  }

  /** Waits until a change of an Application is accepted, which leads to its overview. It may run before that already. */
  async expectOverview(name: string): Promise<void> {
    await expect(this.page).toHaveURL(`/environments/acme-prod/applications/${name}`);
  }

  /** Waits until the event stream has sent everything. */
  async expectLive(): Promise<void> {
    const indicator = this.page.getByRole('banner').locator('summary', { hasText: this.text('layout.live.live') });
    await expect(indicator).toBeVisible();
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
