import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import type { Golden } from './goldens.ts';

/**
 * Runs stories in a Firefox that nobody drives: Playwright speaks only to its own build. The page comes from a server of
 * ours, which adds one script to it; the script plays the stories and posts each outcome back.
 */
export interface Outcome {
  readonly scenario: string;
  readonly fingerprint: string;
  readonly events: number;
}

type Post = Outcome | { readonly error: string } | { readonly done: true };

const OUTCOME = '/outcome-of-a-story';
const SCRIPT = '/play-stories.js';

/** No first pages, no updates, nothing that asks the network. */
const PREFERENCES = {
  'browser.aboutwelcome.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.homepage_override.mstone': 'ignore',
  'datareporting.policy.dataSubmissionEnabled': false,
  'app.update.auto': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'toolkit.telemetry.reportingpolicy.firstRun': false,
};

/** Plays `stories` to their ends in the Firefox at `firefox`, the page being taken from `base`. */
export async function playInFirefox(
  firefox: string,
  base: string,
  stories: readonly Golden[],
  timeoutMs: number,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  const profile = mkdtempSync(path.join(os.tmpdir(), 'raftide-firefox-'));
  writeFileSync(
    path.join(profile, 'user.js'),
    Object.entries(PREFERENCES)
      .map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`)
      .join(''),
  );
  let finish: (error: Error | null) => void = () => {};
  const finished = new Promise<Error | null>((resolve) => (finish = resolve));
  const server = createServer((request, response) => {
    answer(request).then(
      ({ type, body }) => response.writeHead(200, { 'content-type': type }).end(body),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  const answer = async (request: IncomingMessage): Promise<{ type: string; body: string | Buffer }> => {
    const url = request.url ?? '/';
    if (url === SCRIPT) return { type: 'text/javascript', body: script(stories) };
    if (url === OUTCOME) {
      const post = await readPost(request);
      if ('error' in post) finish(new Error(post.error));
      else if ('done' in post) finish(null);
      else outcomes.push(post);
      return { type: 'text/plain', body: '' };
    }
    const file = await fetch(new URL(url, base));
    const type = file.headers.get('content-type') ?? 'application/octet-stream';
    const body = Buffer.from(await file.arrayBuffer());
    return {
      type,
      body: type.startsWith('text/html') ? `${body.toString()}<script src="${SCRIPT}"></script>` : body,
    };
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const child = spawn(
    firefox,
    ['--headless', '--no-remote', '--profile', profile, `http://127.0.0.1:${port}/`],
    {
      stdio: 'ignore',
      // A home of its own: started by root, Firefox refuses that of somebody else.
      env: { ...process.env, HOME: profile },
    },
  );
  child.once('exit', () => finish(new Error('Firefox ended before the stories did')));
  const late = setTimeout(
    () => finish(new Error(`Firefox took too long: ${outcomes.length} of ${stories.length} stories played`)),
    timeoutMs,
  );
  try {
    const error = await finished;
    if (error !== null) throw error;
    return outcomes;
  } finally {
    clearTimeout(late);
    const gone =
      child.exitCode !== null ? Promise.resolve() : new Promise((resolve) => child.once('exit', resolve));
    child.kill();
    await gone;
    server.closeAllConnections();
    server.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function readPost(request: IncomingMessage): Promise<Post> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return JSON.parse(text);
}

/** Runs in the page. */
function script(stories: readonly Golden[]): string {
  const list = stories.map(({ scenario, untilMs }) => ({ scenario, untilMs }));
  return `
const post = (body) => fetch(${JSON.stringify(OUTCOME)}, { method: 'POST', body: JSON.stringify(body) });
addEventListener('load', async () => {
  try {
    await window.raftide.ready;
    for (const { scenario, untilMs } of ${JSON.stringify(list)}) {
      const loaded = await window.raftide.load(scenario);
      if (!loaded.ok) throw new Error(scenario + ': ' + loaded.error);
      await window.raftide.pause();
      await window.raftide.seek(untilMs / 1000);
      const { fingerprint, events } = await window.raftide.report();
      await post({ scenario, fingerprint, events });
    }
    await post({ done: true });
  } catch (error) {
    await post({ error: String(error) });
  }
});
`;
}
