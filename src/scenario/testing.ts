import { assert, must } from '../base/assert.ts';
import type { Rng } from '../base/rng.ts';
import { decodeBase64Url, encodeBase64Url } from './base64url.ts';
import { checksum } from './checksum.ts';
import { encodeLink } from './codec.ts';
import { deflateAscii } from './deflate.ts';
import type { ScenarioDoc } from './document.ts';
import { libraryDoc } from './library/index.ts';
import { LIMITS } from './limits.ts';
import { toSparse } from './sparse.ts';

/** Links as they arrive from chat programs, from people who try things, and from people who mean harm. */
export interface BadLink {
  /** What was done to it, for the message of a failing test. */
  readonly kind: string;
  readonly link: string;
}

const RUN = '#/run/v1.';
const STRANGE = [
  '=',
  '+',
  '/',
  '%',
  '%00',
  '%zz',
  '&',
  '?',
  '#',
  '.',
  ' ',
  '\n',
  '\u0000',
  '\u00e9',
  '\u{1f30a}',
];

/** A link whose contents are any JSON text, packed and signed as {@link encodeLink} does it. */
export async function packed(json: string): Promise<string> {
  const bytes = await deflateAscii(`{"sum":"${checksum(json)}",${json.slice(1)}`);
  return `${RUN}${bytes.ok ? encodeBase64Url(bytes.value) : ''}`;
}

/** Whole links of runs that differ much: a story, clicks in a story, a document of its own. */
export async function wholeLinks(): Promise<readonly string[]> {
  const doc = must(libraryDoc('first-light'), 'first-light');
  const clicked: ScenarioDoc = {
    ...doc,
    commands: [...doc.commands, { at: 70_000_000, do: 'kill', process: 'store-1' }],
  };
  const own: ScenarioDoc = { ...clicked, id: 'mine', title: 'Mine', beats: doc.beats.slice(0, 3) };
  const view = { at: 12_500_000, selection: 'region:3' };
  const links = [
    await encodeLink(doc, view),
    await encodeLink(clicked, view),
    await encodeLink(own),
    await encodeLink({ ...doc, seed: 99 }),
  ];
  return links.map((link) => (link.ok ? link.value : link.error));
}

/** The same `count` links for the same stream: every kind of damage, in turn. */
export async function badLinks(rng: Rng, count: number): Promise<readonly BadLink[]> {
  const whole = await wholeLinks();
  const bombs = await bombLinks();
  const json = JSON.stringify(toSparse(must(libraryDoc('owner-switch'), 'owner-switch')));
  const kinds: readonly (readonly [string, (link: string) => string | Promise<string>])[] = [
    ['characters changed', (link) => changed(rng, link)],
    ['cut short', (link) => link.slice(0, rng.below(link.length))],
    ['begun late', (link) => link.slice(rng.below(link.length))],
    ['characters added', (link) => added(rng, link)],
    ['a piece lost', (link) => without(rng, link)],
    ['a piece twice', (link) => twice(rng, link)],
    ['two links in one', (link) => link.slice(0, rng.below(link.length)) + pick(rng, whole)],
    ['bits of the payload flipped', (link) => flipped(rng, link)],
    ['noise as payload', () => RUN + noise(rng, 1 + rng.below(2_000))],
    ['parameters', (link) => `${link}${pick(rng, ['?', '&'])}${parameters(rng)}`],
    ['another version', (link) => link.replace('v1.', `v${rng.next()}.`)],
    ['a signed document of nonsense', () => packed(JSON.stringify({ doc: nonsense(rng, json) }))],
    ['longer than links are read', (link) => link + noise(rng, LIMITS.linkChars)],
  ];
  // A few are enough: each costs what a hundred others do.
  const made: BadLink[] = bombs.map((link) => ({ kind: 'a bomb', link }));
  for (let i = made.length; i < count; i++) {
    const [kind, spoil] = must(kinds[i % kinds.length], 'a kind of damage');
    made.push({ kind, link: await spoil(pick(rng, whole)) });
  }
  return made;
}

/** Little text that asks for much: megabytes of one letter, a thousandfold list, brackets without an end. */
async function bombLinks(): Promise<readonly string[]> {
  const list = (length: number, one: string) => `[${Array.from({ length }, () => one).join(',')}]`;
  return Promise.all(
    [
      `{"doc":"${'a'.repeat(20_000_000)}"}`,
      `{"doc":${'['.repeat(400_000)}${']'.repeat(400_000)}}`,
      `{"doc":${'{"v":'.repeat(150_000)}1${'}'.repeat(150_000)}}`,
      `{"doc":{"v":1,"id":"x","commands":${list(30_000, '{"at":1,"do":"resignOwner"}')}}}`,
      `{"doc":{"v":1,"id":"x","cluster":{"splitKeys":${list(200_000, '"k"')}}}}`,
      `{"doc":{"v":1,"id":"x","title":"${'\\u0000'.repeat(150_000)}"}}`,
    ].map(packed),
  );
}

function changed(rng: Rng, link: string): string {
  let out = link;
  for (let n = 1 + rng.below(4); n > 0; n--) {
    const at = rng.below(out.length);
    out = out.slice(0, at) + String.fromCharCode(33 + rng.below(94)) + out.slice(at + 1);
  }
  return out;
}

function added(rng: Rng, link: string): string {
  const at = rng.below(link.length + 1);
  return link.slice(0, at) + pick(rng, STRANGE).repeat(1 + rng.below(3)) + link.slice(at);
}

function without(rng: Rng, link: string): string {
  const at = rng.below(link.length);
  return link.slice(0, at) + link.slice(at + 1 + rng.below(20));
}

function twice(rng: Rng, link: string): string {
  const at = rng.below(link.length);
  const end = at + 1 + rng.below(60);
  return link.slice(0, end) + link.slice(at, end) + link.slice(end);
}

function flipped(rng: Rng, link: string): string {
  const query = link.indexOf('?');
  const bytes = decodeBase64Url(link.slice(RUN.length, query < 0 ? undefined : query));
  if (!link.startsWith(RUN) || bytes === null) return changed(rng, link);
  for (let n = 1 + rng.below(3); n > 0; n--) {
    const at = rng.below(bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << rng.below(8));
  }
  return RUN + encodeBase64Url(bytes);
}

function noise(rng: Rng, length: number): string {
  const bytes = new Uint8Array(Math.ceil((length * 3) / 4));
  for (let i = 0; i < bytes.length; i++) bytes[i] = rng.next() & 0xff;
  return encodeBase64Url(bytes).slice(0, length);
}

function parameters(rng: Rng): string {
  const value = () =>
    pick(rng, ['', '-1', '1e9', 'NaN', '9'.repeat(30), '%3A', '<b>', 'region:', '7', '5s', '1h']);
  const name = () => pick(rng, ['seed', 't', 'sel', 'sel', '__proto__', 'embed', '']);
  return Array.from({ length: 1 + rng.below(4) }, () => `${name()}=${value()}`).join('&');
}

/** A document with some of its values exchanged for what does not belong there. */
function nonsense(rng: Rng, json: string): unknown {
  const doc: unknown = JSON.parse(json);
  for (let n = 1 + rng.below(3); n > 0; n--) spoil(rng, doc);
  return doc;
}

function spoil(rng: Rng, value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  const names = Object.keys(value);
  if (names.length === 0) return;
  const name = pick(rng, names);
  const inner: unknown = Reflect.get(value, name);
  if (typeof inner === 'object' && inner !== null && rng.chance(3, 4)) return spoil(rng, inner);
  const wrong = [
    null,
    -1,
    1e308,
    0x1000_0000_0000_0000,
    0.1,
    '',
    '\u0000',
    [],
    {},
    true,
    'x'.repeat(5_000),
    [[[]]],
  ];
  const how = rng.below(8);
  if (how === 0) Reflect.set(value, 'constructor', inner);
  else if (how === 1) Reflect.deleteProperty(value, name);
  else Reflect.set(value, name, pick(rng, wrong));
}

function pick<T>(rng: Rng, from: readonly T[]): T {
  const picked = from[rng.below(from.length)];
  assert(picked !== undefined, 'nothing to pick from');
  return picked;
}
