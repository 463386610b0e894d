/** Bytes in sections. What stands in the same section of two of them is alike. */
export interface Sections {
  readonly bytes: Uint8Array;
  /** Where each section ends, and the next one begins. */
  readonly ends: readonly number[];
}

export const NO_SECTIONS: Sections = { bytes: new Uint8Array(0), ends: [] };

export function oneSection(bytes: Uint8Array): Sections {
  return { bytes, ends: [bytes.length] };
}

/** Where it begins; one that is not there would begin at the end. */
export function startOf({ bytes, ends }: Sections, section: number): number {
  if (section === 0) return 0;
  return ends[section - 1] ?? bytes.length;
}
