import { describe, expect, test } from 'vitest';
import { missingFromLock } from './check-lock.mjs';
import { measure } from './size.mjs';
import { closingLine, flakyCount, fromPlaywright, fromVitest } from './tally.mjs';

describe('the closing line', () => {
  test('sums what vitest reports, and a file that did not load is a failure', () => {
    const report = {
      testResults: [
        {
          status: 'passed',
          assertionResults: [{ status: 'passed' }, { status: 'passed' }, { status: 'skipped' }],
        },
        { status: 'failed', assertionResults: [{ status: 'failed' }, { status: 'passed' }] },
        { status: 'failed', assertionResults: [] },
      ],
    };
    expect(fromVitest(report)).toEqual({ passed: 3, failed: 2, skipped: 1 });
  });

  test('sums what Playwright reports; a test that passed on its second try passed, and is named', () => {
    const report = { stats: { expected: 7, unexpected: 1, flaky: 1, skipped: 2 }, errors: [{}] };
    expect(fromPlaywright(report)).toEqual({ passed: 8, failed: 2, skipped: 2 });
    expect(flakyCount(report)).toBe(1);
  });

  test('does not count a report that is not there', () => {
    expect(fromVitest(null)).toBeNull();
    expect(fromPlaywright({})).toBeNull();
  });

  test('names skipped tests only when there are any', () => {
    expect(closingLine({ passed: 5, failed: 0, skipped: 0 })).toBe('5 passed, 0 failed');
    expect(closingLine({ passed: 5, failed: 1, skipped: 2 })).toBe('5 passed, 1 failed, 2 skipped');
  });
});

describe('the lock file', () => {
  const tool = { optionalDependencies: { '@tool/linux': '1', '@tool/mac': '1' } };

  test('is complete when every platform package is locked, nested or hoisted', () => {
    const packages = {
      '': {},
      'node_modules/tool': tool,
      'node_modules/@tool/linux': {},
      'node_modules/tool/node_modules/@tool/mac': {},
    };
    expect(missingFromLock({ packages })).toEqual([]);
  });

  test('is reported when a platform package is missing', () => {
    const packages = { '': {}, 'node_modules/tool': tool, 'node_modules/@tool/linux': {} };
    expect(missingFromLock({ packages })).toEqual(['@tool/mac, needed by node_modules/tool']);
  });
});

test('the size budget counts what a first visit loads', () => {
  const html = '<script src="./assets/index-abc.js"></script><link href="./assets/index-def.css">';
  const assets = [
    { name: 'index-abc.js', gzip: 100 },
    { name: 'index-def.css', gzip: 10 },
    { name: 'worker-123.js', gzip: 50 },
    { name: 'lazy-456.js', gzip: 1000 },
  ];
  expect(measure(html, assets)).toEqual({ entry: 100, worker: 50, css: 10 });
});
