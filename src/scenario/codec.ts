import type { Result } from '../base/result.ts';
import { fail, ok } from '../base/result.ts';
import { parseDuration } from '../model/time.ts';
import type { SimTime } from '../model/time.ts';
import { formatSeconds } from './actions.ts';
import { decodeBase64Url, encodeBase64Url } from './base64url.ts';
import { checksum } from './checksum.ts';
import { deflateAscii, inflateAscii } from './deflate.ts';
import type { ScenarioDoc } from './document.ts';
import { libraryDoc, libraryList } from './library/index.ts';
import { LIMITS } from './limits.ts';
import type { LinkView } from './link-view.ts';
import { NO_VIEW } from './link-view.ts';
import { didYouMean } from './nearest.ts';
import { parseScenario } from './parse.ts';
import { show } from './schema-parts.ts';
import { sameDoc, toSparse } from './sparse.ts';
import { DOCUMENT_VERSION } from './upgrades.ts';

/**
 * Links. A run and the view on it are kept apart:
 *
 *     #/first-light?seed=7&t=12.5s&sel=region:3      a story of the library, as it is
 *     #/run/v1.<payload>?t=12.5s&sel=region:3        anything else
 *
 * The payload is base64url(deflate-raw(json)). The JSON is the sparse document with a checksum in front of it, ASCII only.
 * Captions of a library story are not carried: `"words": "library"` says to take them from there.
 */
export interface DecodedLink {
  readonly doc: ScenarioDoc;
  readonly view: LinkView;
  /** The doc is the library's own story, with this seed. */
  readonly unmodified: boolean;
  /** Query parameters that this Raftide does not know and left out. */
  readonly ignored: readonly string[];
}

const SUM_HEAD = '{"sum":"';
const SUM_DIGITS = 8;

/** The part of an address from `#` on. Fails when the run does not fit into a link. */
export async function encodeLink(doc: ScenarioDoc, view: LinkView = NO_VIEW): Promise<Result<string>> {
  const story = libraryDoc(doc.id);
  if (story !== null && sameDoc({ ...story, seed: doc.seed }, doc)) {
    const seed = doc.seed === story.seed ? [] : [`seed=${doc.seed}`];
    return ok(`#/${doc.id}${query([...seed, ...viewParams(view)])}`);
  }
  const ownWords = story !== null && sameDoc({ ...doc, ...words(story) }, doc);
  const body = toSparse(ownWords ? { ...doc, title: '', shows: '', beats: [] } : doc);
  const json = ascii(JSON.stringify(ownWords ? { words: 'library', doc: body } : { doc: body }));
  if (json.length + SUM_HEAD.length + SUM_DIGITS + 2 > LIMITS.linkJsonBytes) return fail(tooLarge());
  const packed = await deflateAscii(`${SUM_HEAD}${checksum(json)}",${json.slice(1)}`);
  if (!packed.ok) return packed;
  const link = `#/run/v${DOCUMENT_VERSION}.${encodeBase64Url(packed.value)}${query(viewParams(view))}`;
  return link.length > LIMITS.linkChars ? fail(tooLarge()) : ok(link);
}

/** Reads a whole address or the part from `#` on. Every failure is one line that says what is wrong. */
export async function decodeLink(address: string): Promise<Result<DecodedLink>> {
  if (address.length > LIMITS.linkChars)
    return fail(`link: ${address.length} characters, at most ${LIMITS.linkChars} are read`);
  const start = address.indexOf('#/');
  if (start < 0) return fail(`link: expected something like #/first-light?seed=7, got ${show(address)}`);
  const [path = '', ...search] = address.slice(start + 2).split('?');
  const params = readParams(search.join('?'));
  if (!params.ok) return params;
  const { seed, view, ignored } = params.value;
  if (!path.startsWith('run/')) {
    const story = libraryDoc(path);
    if (story === null)
      return fail(
        `link: no story ${show(path)}${didYouMean(
          path,
          libraryList().map((entry) => entry.id),
        )}`,
      );
    return ok({ doc: { ...story, seed: seed ?? story.seed }, view, unmodified: true, ignored });
  }
  const doc = await decodeRun(path.slice('run/'.length));
  if (!doc.ok) return doc;
  return ok({ doc: seed === null ? doc.value : { ...doc.value, seed }, view, unmodified: false, ignored });
}

async function decodeRun(text: string): Promise<Result<ScenarioDoc>> {
  const match = /^v(\d{1,6})\.(.*)$/s.exec(text);
  if (match === null)
    return fail(`link: expected #/run/v${DOCUMENT_VERSION}.…, got ${show(`#/run/${text}`)}`);
  const version = Number(match[1]);
  if (version > DOCUMENT_VERSION)
    return fail(`link: made by a newer Raftide (v${version}); this one reads up to v${DOCUMENT_VERSION}`);
  if (version < 1) return fail(`link: there is no version v${version}`);
  const bytes = decodeBase64Url(match[2] ?? '');
  if (bytes === null) return fail(damaged('it is incomplete or has characters that do not belong there'));
  const inflated = await inflateAscii(bytes, LIMITS.linkJsonBytes);
  if (!inflated.ok) {
    return fail(
      inflated.error === 'damaged'
        ? damaged('it does not unpack')
        : `link: its contents are ${inflated.error}`,
    );
  }
  const envelope = openEnvelope(inflated.value);
  if (!envelope.ok) return envelope;
  const { doc, words: wordsFrom } = envelope.value;
  if (typeof doc !== 'object' || doc === null || !('v' in doc) || doc.v !== version) {
    return fail(damaged(`its document is not of version ${version}`));
  }
  const parsed = parseScenario(doc);
  if (!parsed.ok) return fail(`link: ${parsed.error}`);
  const story = wordsFrom === 'library' ? libraryDoc(parsed.value.id) : null;
  return ok(story === null ? parsed.value : { ...parsed.value, ...words(story) });
}

/** Checks the sum and takes the JSON apart. */
function openEnvelope(text: string): Result<{ doc: unknown; words: unknown }> {
  const sumEnd = SUM_HEAD.length + SUM_DIGITS;
  if (!text.startsWith(SUM_HEAD) || text.slice(sumEnd, sumEnd + 2) !== '",')
    return fail(damaged('its checksum is missing'));
  const json = `{${text.slice(sumEnd + 2)}`;
  if (checksum(json) !== text.slice(SUM_HEAD.length, sumEnd))
    return fail(damaged('its checksum does not match'));
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return fail(damaged('it is not JSON'));
  }
  if (typeof value !== 'object' || value === null || !('doc' in value))
    return fail(damaged('it carries no scenario'));
  return ok({ doc: value.doc, words: 'words' in value ? value.words : null });
}

function readParams(search: string): Result<{ seed: number | null; view: LinkView; ignored: string[] }> {
  let seed: number | null = null;
  let at: SimTime | null = null;
  let selection: string | null = null;
  let versus: string | null = null;
  const ignored: string[] = [];
  for (const part of search.split('&')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    const name = equals < 0 ? part : part.slice(0, equals);
    const value = unescapeParam(equals < 0 ? '' : part.slice(equals + 1));
    if (name === 'seed') {
      if (!/^\d{1,16}$/.test(value) || !Number.isSafeInteger(Number(value)))
        return fail(`link: seed: expected a whole number, got ${show(value)}`);
      seed = Number(value);
    } else if (name === 't') {
      at = parseDuration(value);
      if (at === null || at > LIMITS.untilUs)
        return fail(`link: t: expected a moment such as 12.5s within the first hour, got ${show(value)}`);
    } else if (name === 'sel') {
      if (!/^[a-z][a-z-]*:[A-Za-z0-9@_./-]{1,128}$/.test(value))
        return fail(`link: sel: expected something like region:3, got ${show(value)}`);
      selection = value;
    } else if (name === 'vs') {
      if (value.length > LIMITS.textChars || !/^[\x20-\x7e]*$/.test(value))
        return fail(`link: vs: expected changes such as --off R-SORT, got ${show(value)}`);
      versus = value;
    } else {
      ignored.push(name);
    }
  }
  const view = { at, selection };
  return ok({ seed, view: versus === null ? view : { ...view, versus }, ignored });
}

function viewParams(view: LinkView): string[] {
  return [
    ...(view.at === null ? [] : [`t=${formatSeconds(view.at)}`]),
    ...(view.selection === null ? [] : [`sel=${view.selection}`]),
    ...(view.versus === undefined ? [] : [`vs=${encodeURIComponent(view.versus)}`]),
  ];
}

function query(params: readonly string[]): string {
  return params.length === 0 ? '' : `?${params.join('&')}`;
}

/** Mail and chat programs like to escape `:` and `@`; anything malformed is left for the check that follows. */
function unescapeParam(text: string): string {
  return text.replaceAll(/%([0-7][0-9A-Fa-f])/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

/** JSON with everything outside ASCII as \u escapes: one byte a character, and nothing to get wrong. */
function ascii(json: string): string {
  return json.replaceAll(
    /[\u007f-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function words(doc: ScenarioDoc): Pick<ScenarioDoc, 'title' | 'shows' | 'beats'> {
  return { title: doc.title, shows: doc.shows, beats: doc.beats };
}

function damaged(why: string): string {
  return `link: damaged or cut short: ${why}; ask for it again`;
}

function tooLarge(): string {
  return `this run does not fit into a link (${LIMITS.linkChars} characters); keep it as a file instead`;
}
