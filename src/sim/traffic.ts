import type { AzId } from '../model/ids.ts';

export interface LinkTotals {
  readonly from: AzId;
  readonly to: AzId;
  bytes: number;
  messages: number;
}

/** Bytes and messages sent since the start, by ordered AZ pair and by kind of message. */
export class Traffic {
  private readonly links = new Map<AzId, Map<AzId, LinkTotals>>();
  private readonly kinds = new Map<string, number>();

  count(from: AzId, to: AzId, kind: string, bytes: number): void {
    let row = this.links.get(from);
    if (row === undefined) {
      row = new Map();
      this.links.set(from, row);
    }
    let link = row.get(to);
    if (link === undefined) {
      link = { from, to, bytes: 0, messages: 0 };
      row.set(to, link);
    }
    link.bytes += bytes;
    link.messages++;
    this.kinds.set(kind, (this.kinds.get(kind) ?? 0) + bytes);
  }

  /** In the order of first use. */
  byLink(): LinkTotals[] {
    const all: LinkTotals[] = [];
    for (const row of this.links.values()) for (const link of row.values()) all.push(link);
    return all;
  }

  byKind(): ReadonlyMap<string, number> {
    return this.kinds;
  }

  clone(): Traffic {
    const copy = new Traffic();
    for (const [from, row] of this.links) {
      const copied = new Map<AzId, LinkTotals>();
      for (const [to, link] of row) copied.set(to, { ...link });
      copy.links.set(from, copied);
    }
    for (const [kind, bytes] of this.kinds) copy.kinds.set(kind, bytes);
    return copy;
  }
}
