import { libraryDoc } from '../src/scenario/library/index.ts';
import { playStory } from './demos/demo.ts';
import { expect, test } from './helpers.ts';

/** One of timestamps, one of captures, one of transactions; `npm run demos` plays all. */
for (const id of ['h5-merge-without-flush', 'owner-switch', 'txn-bank']) {
  test(`the story ${id} is told by its captions, in order, to its verdict`, async ({ page }) => {
    const doc = libraryDoc(id);
    expect(doc).not.toBeNull();
    if (doc !== null) await playStory(page, doc, { pictures: null, readingMs: 0 });
  });
}
