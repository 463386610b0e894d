/**
 * Bytes that are used again and again: what lies outside of the heap is counted against it, so new ones for each state would
 * bring a collection of the whole heap every few dozen states.
 */
export class Room {
  private bytes = new Uint8Array(0);

  /** `head`, and so many bytes to write to behind it. What was here before is gone; `head` may be a part of it. */
  begin(head: Uint8Array, length: number): Uint8Array {
    const end = head.length + length;
    if (end > this.bytes.length) {
      const larger = new Uint8Array(Math.max(end, Math.floor(this.bytes.length * 1.25)));
      larger.set(head);
      this.bytes = larger;
    } else {
      this.bytes.set(head);
    }
    return this.bytes.subarray(0, end);
  }
}
