import { US_PER_S } from '../model/time.ts';

/**
 * How large a run may be. Everything a document or a link can ask for is bounded, so that no input can hang
 * or exhaust the page; each bound says why it is where it is, and reaching one is said, never silent.
 */
export const LIMITS = {
  /** Zones are columns of the map: more do not fit on a screen. */
  azs: 9,
  /** The page draws a card per store, and every store ticks its own clock, disk and endpoint. */
  stores: 100,
  /** Each Region costs replicas × (raft state + log + ticks); a thousand with three replicas stays interactive. */
  regions: 1_000,
  /** Raft groups are at most seven wide in practice; wider only slows every commit. */
  replicas: 7,
  /** A cluster runs three or five; more only slows etcd. */
  pdMembers: 7,
  captures: 100,
  changefeeds: 16,
  /** Spans of one changefeed; each is a row in the captures lane. */
  spans: 100,
  workloads: 16,
  /** Clients; each has a request in flight. */
  threads: 1_000,
  /** Keys of one workload thread (counter) or of a whole mixed workload. */
  keys: 100_000,
  /** Keys of all workloads together: each is kept upstream, downstream and by the checks (4 GB machine). */
  keysTotal: 2_000_000,
  valueBytes: 1_048_576,
  /** One hour of simulated time: timestamps, series and keyframes are sized for it. */
  untilUs: 3_600 * US_PER_S,
  commands: 1_000,
  churn: 16,
  churnCount: 100_000,
  beats: 200,
  /** Ids, names and keys typed by a person. */
  nameChars: 128,
  /** Keys typed at the console: enough to type one that TiKV finds too large (8 KiB). */
  typedKeyChars: 16_384,
  /** Values typed at the console, padded: enough for one that TiKV finds too large (8 MiB). */
  typedValueBytes: 16 * 1_048_576,
  /** Titles, captions, values. */
  textChars: 2_000,
  /** Parameters of one fault. */
  faultParams: 16,
  /** A scenario file read from disk. */
  fileBytes: 4 * 1_048_576,
  /** What browsers and chat programs still carry as one address. */
  linkChars: 65_536,
  /** A link's document after decompression: stops a decompression bomb (deflate reaches 1,000 : 1). */
  linkJsonBytes: 1_048_576,
  /** The largest simulated viewer speed, seconds per second. */
  rate: 1_000,
} as const;

export type LimitName = keyof typeof LIMITS;
