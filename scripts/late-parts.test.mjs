import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEngine } from '../src/engine/index.ts';
import { libraryDoc } from '../src/scenario/library/index.ts';
import { lateParts } from './late-parts.mjs';
import { root } from './sources.mjs';

const MS = 1_000;
const S = 1_000 * MS;
/** One and a half seconds of the page, in which the rest of the engine can be fetched. */
const SHOWN_US = 300 * MS;

/** @type {string} */
let folder;

/** What was built, with no late part there yet. @param {string} copy @param {string} entry */
function load(copy, entry) {
  cpSync(path.join(folder, 'built'), path.join(folder, copy), { recursive: true });
  return import(pathToFileURL(path.join(folder, copy, `${entry}.js`)).href);
}

/** @param {string} id */
function story(id) {
  const doc = libraryDoc(id);
  if (doc === null) throw new Error(`no story ${id}`);
  return doc;
}

/** @param {ReturnType<typeof story>} doc @param {number} at */
function fingerprintAt(doc, at) {
  const engine = createEngine(doc, { history: false });
  if (!engine.ok) throw new Error(engine.error);
  engine.value.advance(at);
  return engine.value.fingerprint;
}

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'raftide-late-parts-'));
  writeFileSync(path.join(folder, 'package.json'), '{"type":"module"}');
  await build({
    configFile: false,
    logLevel: 'silent',
    publicDir: false,
    plugins: [lateParts()],
    build: {
      outDir: path.join(folder, 'built'),
      target: 'es2023',
      minify: false,
      lib: {
        entry: {
          prelude: path.join(root, 'src/engine/prelude.ts'),
          host: path.join(root, 'src/worker/host.ts'),
        },
        formats: ['es'],
      },
    },
  });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('as it is built', () => {
  test('the prelude plays the first moments of the first story without a late part, then says that one is missing', async () => {
    const { createPrelude } = await load('prelude', 'prelude');
    const { value: prelude } = createPrelude(story('first-light'));
    for (let at = 0; at <= SHOWN_US; at += 10 * MS) {
      prelude.advance(at);
      expect(prelude.frame().at).toBe(at);
    }
    // There is a command at 8 s.
    expect(() => prelude.advance(9 * S)).toThrow('has not been fetched');
  });

  test.each(['first-light', 'txn-bank'])('the run of %s is the one that was written', async (id) => {
    const { EngineHost } = await load(id, 'host');
    const host = new EngineHost({ frame: (/** @type {any} */ frame) => frame, marks: () => null });
    const doc = story(id);
    await host.load(doc);
    const { frame } = await host.advance(S, 60_000);
    expect(frame.at).toBe(S);
    expect(frame.fingerprint).toBe(fingerprintAt(doc, S));
  });
});
