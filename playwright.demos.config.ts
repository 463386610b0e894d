import process from 'node:process';
import base from './playwright.config.ts';

/** Every story of the library, played by its captions. Run by `npm run demos`; `npm test` plays three of them. */
export default {
  ...base,
  testDir: 'e2e/demos',
  testMatch: '*.demo.ts',
  outputDir: 'test-results/demos/films',
  // The longest story has minutes of simulated time in it; a film waits for its readers.
  timeout: 300_000,
  retries: 0,
  use: {
    ...base.use,
    trace: 'off',
    headless: process.env['DEMO_HEADED'] === undefined,
    ...(process.env['DEMO_VIDEO'] === undefined
      ? {}
      : { video: { mode: 'on', size: { width: 1440, height: 900 } } }),
  },
} satisfies typeof base;
