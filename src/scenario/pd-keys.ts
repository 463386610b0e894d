/** Keys as PD's API prints them: the hexadecimal form of TiKV's memcomparable encoding (facts cdc 2). */

const GROUP = 8;
const MARKER = 0xff;
/** Mode byte and keyspace of a RawKV key under API V2. */
const RAW_MODE = 0x72;
const RAW_PREFIX_BYTES = 4;

/** Bytes of hexadecimal digits; null when it is not such a text. */
export function bytesOfHex(hex: string): readonly number[] | null {
  if (hex.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(hex)) return null;
  const bytes: number[] = [];
  for (let i = 0; i < hex.length; i += 2) bytes.push(Number.parseInt(hex.slice(i, i + 2), 16));
  return bytes;
}

/** What a memcomparable key stands for; the bytes themselves where they are none. A timestamp behind it is dropped. */
export function userBytes(bytes: readonly number[]): readonly number[] {
  const out: number[] = [];
  for (let i = 0; i + GROUP < bytes.length; i += GROUP + 1) {
    const pad = MARKER - (bytes[i + GROUP] ?? 0);
    if (pad < 0 || pad > GROUP) return bytes;
    out.push(...bytes.slice(i, i + GROUP - pad));
    if (pad > 0)
      return out[0] === RAW_MODE && out.length > RAW_PREFIX_BYTES ? out.slice(RAW_PREFIX_BYTES) : out;
  }
  return bytes;
}

export function isPrintable(bytes: readonly number[]): boolean {
  return bytes.length > 0 && bytes.every((byte) => byte > 0x20 && byte < 0x7f);
}

export function hexOf(bytes: readonly number[]): string {
  return bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
