import type { Result } from '../base/result.ts';
import { fail } from '../base/result.ts';
import type { LinkView } from '../scenario/link-view.ts';
import { NO_VIEW } from '../scenario/link-view.ts';
import type { ScenarioDoc } from '../scenario/document.ts';
import { firstLight } from '../scenario/library/first-light.ts';
import { say } from '../ui/strings/index.ts';

export interface Opened {
  readonly doc: ScenarioDoc;
  readonly view: LinkView;
  /** Query parameters that were left out. */
  readonly ignored: readonly string[];
}

/** What an address says to open. An address without a link is the default story. */
export async function readAddress(href: string): Promise<Result<Opened>> {
  const hash = href.indexOf('#');
  const rest = hash < 0 ? '' : href.slice(hash);
  if (rest === '' || rest === '#' || rest === '#/') return { ok: true, value: defaultRun() };
  // Only an address that says something needs the codec and the library.
  const { decodeLink } = await import('../scenario/codec.ts');
  const link = await decodeLink(rest);
  return link.ok
    ? { ok: true, value: { doc: link.value.doc, view: link.value.view, ignored: link.value.ignored } }
    : link;
}

export function defaultRun(): Opened {
  return { doc: firstLight, view: NO_VIEW, ignored: [] };
}

/** A scenario document is a few kilobytes; what is larger is something else. */
const FILE_BYTES_MAX = 1_048_576;

/** A scenario document in a file. Fails with one line that names the file and what is wrong in it. */
export async function readFile(file: File): Promise<Result<ScenarioDoc>> {
  if (file.size > FILE_BYTES_MAX) return fail(say.share.tooLarge(file.name));
  let json: unknown;
  try {
    json = JSON.parse(await file.text());
  } catch (error) {
    return fail(say.share.notJson(file.name, error instanceof Error ? error.message : String(error)));
  }
  const { parseScenario } = await import('../scenario/parse.ts');
  const parsed = parseScenario(json);
  return parsed.ok ? parsed : fail(say.share.notJson(file.name, parsed.error));
}
