import { existsSync } from 'node:fs';
import { defineConfig, devices } from '@playwright/test';

/** Chromium of the system: the test command installs it or says what to install. */
const chromium = process.env.CATALYST_CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/google-chrome'].find(existsSync);

const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export default defineConfig({
  testDir: './tests',
  fullyParallel: true,
  forbidOnly: !!process.env.CI,
  retries: 0,
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: process.env.CI ? [['list']] : [['list'], ['html', { open: 'never' }]],
  use: {
    ...devices['Desktop Chrome'],
    launchOptions: { executablePath: chromium, args: quiet },
    trace: 'retain-on-failure',
    timezoneId: 'Asia/Muscat',
  },
  projects: [
    { name: 'hydrated', testIgnore: /\.nojs\.spec\.ts$/ },
    { name: 'no-javascript', testMatch: /\.nojs\.spec\.ts$/, use: { javaScriptEnabled: false } },
  ],
});
