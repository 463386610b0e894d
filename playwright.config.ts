import { chromium, defineConfig } from '@playwright/test';
import { browserPath } from './scripts/browser.mjs';

const port = Number(process.env['E2E_PORT'] ?? 4187);
const executablePath = browserPath(chromium.executablePath());

export default defineConfig({
  testDir: 'e2e',
  testMatch: '*.spec.ts',
  outputDir: 'test-results',
  // One at a time: every page runs a whole cluster in its worker.
  workers: 1,
  fullyParallel: false,
  // A machine that stalls for seconds must not fail a whole run; what needed its second try is named as flaky.
  retries: process.env['CI'] === undefined ? 0 : 1,
  forbidOnly: process.env['CI'] !== undefined,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: 'list',
  use: {
    baseURL: `http://localhost:${port}/`,
    viewport: { width: 1440, height: 900 },
    // Recording costs a sixth of the time: what failed here is looked at with `--trace on`.
    trace: 'on-first-retry',
    // Only the test of going offline wants one: elsewhere it would answer in the server's place.
    serviceWorkers: 'block',
    permissions: ['clipboard-read', 'clipboard-write'],
    launchOptions: executablePath === undefined ? {} : { executablePath },
  },
  webServer: {
    command: `node node_modules/vite/bin/vite.js preview --port ${port} --strictPort`,
    url: `http://localhost:${port}/`,
    reuseExistingServer: false,
    timeout: 30_000,
  },
});
