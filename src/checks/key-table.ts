/**
 * Small whole numbers for user keys, so that checks keep arrays instead of maps of strings. Append-only and
 * shared by the checks of one run and by all their clones: a number never changes its key, and no outcome may
 * depend on the order of the numbers (after a seek and a new branch it differs from a straight run).
 */
export class KeyTable {
  private readonly ids = new Map<string, number>();
  private readonly names: string[] = [];

  get size(): number {
    return this.names.length;
  }

  idOf(key: string): number {
    let id = this.ids.get(key);
    if (id === undefined) {
      id = this.names.length;
      this.names.push(key);
      this.ids.set(key, id);
    }
    return id;
  }

  keyOf(id: number): string {
    return this.names[id] ?? '';
  }
}
