import process from 'node:process';
import { libraryDoc, libraryList } from '../../src/scenario/library/index.ts';
import { test } from '../helpers.ts';
import { playStory } from './demo.ts';

/** Which stories, and how: set by `npm run demos`. */
const only = process.env['DEMO_STORY'] ?? '';
const film = process.env['DEMO_VIDEO'] !== undefined;
const pictures = process.env['DEMO_PICTURES'] ?? 'test-results/demos/pictures';

for (const { id } of libraryList()) {
  const doc = libraryDoc(id);
  if (doc === null || (only !== '' && !only.split(',').includes(id))) continue;
  test(id, async ({ page }) => {
    await playStory(page, doc, { pictures, readingMs: film ? 3_500 : 0 });
  });
}
