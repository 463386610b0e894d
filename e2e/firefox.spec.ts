import process from 'node:process';
import { firefox } from '@playwright/test';
import { firefoxPath } from '../scripts/browser.mjs';
import { GROUPS, groupOf } from '../src/scenario/library/groups.ts';
import { playInFirefox } from './firefox.ts';
import { goldens } from './goldens.ts';
import { expect, test } from './helpers.ts';

/** Every story takes minutes: that is done with `FIREFOX_STORIES=all`, else the first of each shelf stand for it. */
const stories =
  process.env['FIREFOX_STORIES'] === 'all'
    ? goldens
    : GROUPS.flatMap((group) => goldens.find(({ scenario }) => groupOf(scenario) === group) ?? []);
const TIMEOUT_MS = stories.length * 60_000;

test('stories are in Firefox what they are in Node', async ({ baseURL }) => {
  const browser = firefoxPath(firefox.executablePath());
  test.skip(browser === undefined, 'there is no Firefox here');
  test.setTimeout(TIMEOUT_MS + 30_000);
  if (browser === undefined || baseURL === undefined) return;
  const outcomes = await playInFirefox(browser, baseURL, stories, TIMEOUT_MS);
  expect(outcomes).toEqual(
    stories.map(({ scenario, fingerprint, events }) => ({ scenario, fingerprint, events })),
  );
});
