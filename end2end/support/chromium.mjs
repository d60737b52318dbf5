/** How the system's Chromium is started, by the suite and by the bench. */
import { existsSync } from 'node:fs';

/** Its path: the test command installs it or says what to install. */
export const chromiumPath = process.env.CATALYST_CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/google-chrome'].find(existsSync);

/** Keeps it off the network, and lets it run as root. */
export const chromiumFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
