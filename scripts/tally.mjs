/**
 * Counting tests from the reports that the runners write.
 *
 * @typedef {{ passed: number, failed: number, skipped: number }} Tally
 */

/**
 * @param {unknown} report what vitest's json reporter wrote
 * @returns {Tally | null} null when it is not such a report
 */
export function fromVitest(report) {
  const r =
    /** @type {{ testResults?: { status: string, assertionResults: { status: string }[] }[] } | null} */ (
      report
    );
  if (!Array.isArray(r?.testResults)) return null;
  const tally = { passed: 0, failed: 0, skipped: 0 };
  for (const file of r.testResults) {
    let failedHere = 0;
    for (const { status } of file.assertionResults) {
      if (status === 'passed') tally.passed++;
      else if (status === 'failed') failedHere++;
      else tally.skipped++;
    }
    // A file that could not be loaded has no tests to count, and must not vanish.
    if (file.status === 'failed' && failedHere === 0) failedHere = 1;
    tally.failed += failedHere;
  }
  return tally;
}

/**
 * @param {unknown} report what Playwright's json reporter wrote
 * @returns {Tally | null} null when it is not such a report
 */
export function fromPlaywright(report) {
  const r =
    /** @type {{ stats?: { expected: number, unexpected: number, flaky: number, skipped: number }, errors?: unknown[] } | null} */ (
      report
    );
  if (r?.stats === undefined) return null;
  const { expected, unexpected, flaky, skipped } = r.stats;
  return { passed: expected + flaky, failed: unexpected + (r.errors?.length ?? 0), skipped };
}

/** How many end-to-end tests needed their second try. @param {unknown} report what Playwright's json reporter wrote */
export function flakyCount(report) {
  return /** @type {{ stats?: { flaky: number } } | null} */ (report)?.stats?.flaky ?? 0;
}

/** @param {Tally} tally */
export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`;
}
