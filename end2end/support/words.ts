/** The words on the screen, read from the same files the console is built from. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

export type Language = 'en' | 'ar';

const folder = resolve(import.meta.dirname, '../../app/locales');
const files = new Map<string, unknown>();

/** The text under a key such as `install.review`, with its placeholders filled in. */
export function words(language: Language, key: string, values: Record<string, string> = {}): string {
  const [namespace, ...path] = key.split('.');
  const file = `${folder}/${language}/${namespace}.json`;
  if (!files.has(file)) files.set(file, JSON.parse(readFileSync(file, 'utf8')));
  const text = path.reduce((node: unknown, part) => (node as Record<string, unknown>)?.[part], files.get(file));
  if (typeof text !== 'string') throw new Error(`there is no text ${key} in ${language}`);
  return text.replace(/\{\{?\s*(\w+)\s*\}?\}/g, (whole, name: string) => values[name] ?? whole);
}
