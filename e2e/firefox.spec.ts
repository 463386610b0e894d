import { firefox } from '@playwright/test';
import { firefoxPath } from '../scripts/browser.mjs';
import { playInFirefox } from './firefox.ts';
import { goldens } from './goldens.ts';
import { expect, test } from './helpers.ts';

const TIMEOUT_MS = 600_000;

test('every story is in Firefox what it is in Node', async ({ baseURL }) => {
  const browser = firefoxPath(firefox.executablePath());
  test.skip(browser === undefined, 'there is no Firefox here');
  test.setTimeout(TIMEOUT_MS + 30_000);
  if (browser === undefined || baseURL === undefined) return;
  const outcomes = await playInFirefox(browser, baseURL, goldens, TIMEOUT_MS);
  expect(outcomes).toEqual(
    goldens.map(({ scenario, fingerprint, events }) => ({ scenario, fingerprint, events })),
  );
});
