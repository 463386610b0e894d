import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import type { ScenarioDoc } from '../../src/scenario/document.ts';
import { expect, open, pause } from '../helpers.ts';

/** A caption as it stood on the page. */
interface Told {
  readonly at: number;
  readonly words: string;
}

export interface DemoOptions {
  /** Folder for a picture per beat; null: none are taken. */
  readonly pictures: string | null;
  /** For a film: how long a reader has for each caption, ms; 0: no pause. */
  readonly readingMs: number;
}

/** Captions a demo waits for at most: a story has a dozen. */
const CAPTIONS_MAX = 60;

/**
 * Plays a story as a viewer would follow it: from caption to caption, each of them on the page when its event happens,
 * to the end; then asks whether what was promised came out.
 */
export async function playStory(page: Page, doc: ScenarioDoc, options: DemoOptions): Promise<void> {
  await open(page, `#/${doc.id}`);
  await pause(page);
  await page.evaluate(() => window.raftide.seek(0));
  await expect(page.getByRole('heading', { name: doc.title })).toBeVisible();

  const told: Told[] = [];
  const note = async (words: string) => {
    await expect(page.locator('[data-caption]')).toContainText(words);
    const at = await page.evaluate(async () => (await window.raftide.frame())?.at ?? 0);
    told.push({ at, words });
    if (options.pictures !== null) {
      mkdirSync(options.pictures, { recursive: true });
      const name = `${doc.id}-${String(told.length).padStart(2, '0')}.png`;
      await page.screenshot({ path: path.join(options.pictures, name) });
    }
    // Standing still: what the caption speaks of is on the page now.
    if (options.readingMs > 0) await page.waitForTimeout(options.readingMs);
  };

  const first = doc.beats.find(({ on }) => 'at' in on && on.at === 0);
  if (first !== undefined) await note(first.caption);
  for (let i = 0; i < CAPTIONS_MAX; i++) {
    const met = await page.evaluate(async () => {
      const done = await window.raftide.runUntil('caption');
      await window.raftide.idle();
      return done.ok ? done.value.met : null;
    });
    if (met === null) break;
    await note(met);
  }

  expect(
    told.map(({ words }) => words),
    'captions in the order of the story',
  ).toEqual(doc.beats.map(({ caption }) => caption));
  expect(told.map(({ at }) => at)).toEqual(told.map(({ at }) => at).toSorted((a, b) => a - b));
  await expectVerdict(page, doc);
}

/**
 * The checks hold at the end, unless the story is told with a rule switched off or is one of a bug: then the violation is
 * what it shows, and one of its captions must be bound to it.
 */
async function expectVerdict(page: Page, doc: ScenarioDoc): Promise<void> {
  const { checks, run } = await page.evaluate(async () => ({
    checks: (await window.raftide.report()).checks,
    run: (await window.raftide.frame())?.run ?? 'running',
  }));
  const broken = checks.filter((check) => check.violations > 0).map((check) => check.id);
  const shown = doc.beats.some(({ on }) => 'kind' in on && on.kind === 'check.violated');
  if (shown) expect(broken, 'the violation that is the point of the story').not.toEqual([]);
  else expect(broken, 'checks hold').toEqual([]);
  expect(run).not.toBe('running');
}
