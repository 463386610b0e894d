import type { Result } from '../base/result.ts';
import { fail, ok } from '../base/result.ts';

/**
 * Raw deflate of ASCII text through the platform's own streams, which Node 20 and browsers share. Only what is used is
 * declared here, because the engine is compiled without the DOM's types.
 */
interface ByteStream {
  readonly readable: { getReader(): ByteReader };
  readonly writable: { getWriter(): ByteWriter };
}

interface ByteReader {
  read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array }>;
  cancel(): Promise<void>;
}

interface ByteWriter {
  write(bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

type StreamConstructor = new (format: 'deflate-raw') => ByteStream;

/** Fails only where the platform has no compression. */
export async function deflateAscii(text: string): Promise<Result<Uint8Array>> {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return pump('CompressionStream', bytes, Infinity);
}

/** Stops as soon as more than `maxBytes` came out, however much is still packed. */
export async function inflateAscii(bytes: Uint8Array, maxBytes: number): Promise<Result<string>> {
  const inflated = await pump('DecompressionStream', bytes, maxBytes);
  if (!inflated.ok) return inflated;
  const parts: string[] = [];
  for (let i = 0; i < inflated.value.length; i += 4_096) {
    const part = inflated.value.subarray(i, i + 4_096);
    if (part.some((byte) => byte > 0x7f)) return fail('damaged');
    parts.push(String.fromCharCode(...part));
  }
  return ok(parts.join(''));
}

async function pump(
  constructor: 'CompressionStream' | 'DecompressionStream',
  input: Uint8Array,
  maxBytes: number,
): Promise<Result<Uint8Array>> {
  const found: unknown = Reflect.get(globalThis, constructor);
  if (typeof found !== 'function') return fail(`this platform has no ${constructor}`);
  const stream = new (found as StreamConstructor)('deflate-raw');
  const writer = stream.writable.getWriter();
  const reader = stream.readable.getReader();
  // A broken stream rejects on both sides; the reading side below is the one that reports it.
  void writer.write(input).catch(() => undefined);
  void writer.close().catch(() => undefined);
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      if (value === undefined) continue;
      length += value.length;
      if (length > maxBytes) {
        await reader.cancel().catch(() => undefined);
        return fail(`larger than ${maxBytes} bytes`);
      }
      chunks.push(value);
    }
  } catch {
    return fail('damaged');
  }
  const output = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    output.set(chunk, at);
    at += chunk.length;
  }
  return ok(output);
}
