import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const EXECUTABLE = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** Whether there is a browser to test with; says so loudly where there is none. */
export const hasBrowser = existsSync(EXECUTABLE);
if (!hasBrowser) {
  console.warn(
    `\n*** BROWSER TESTS SKIPPED: no Chromium at ${EXECUTABLE}; install it or set CHROMIUM ***\n`,
  );
}

/** Starts a browser that talks to nobody but the pages under test. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: EXECUTABLE,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
