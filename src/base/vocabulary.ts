import { Column } from './column.ts';
import { reachable } from './reachable.ts';
import { Shapes } from './shapes.ts';

/** Words up to this length are written once and then named by a number, so many of them. */
const WORD_MAX = 24;
const WORDS_MAX = 60_000;

/** What states refer to by number, the same in all of them. */
export class Vocabulary {
  readonly shapes: Shapes;
  /** Where a state begins. */
  readonly root: Column;
  readonly words: string[] = [];
  readonly common: unknown[] = [];
  readonly commonIds = new Map<unknown, number>();
  private readonly wordIds = new Map<string, number>();

  /** `kinds`: the fields of records. */
  constructor(kinds: readonly (readonly string[])[]) {
    this.shapes = new Shapes(kinds);
    this.root = new Column(this.shapes.columns);
  }

  /** Undefined: it is too long, or there are too many. */
  wordId(text: string): number | undefined {
    let id = this.wordIds.get(text);
    if (id === undefined && text.length <= WORD_MAX && this.words.length < WORDS_MAX) {
      id = this.words.length;
      this.words.push(text);
      this.wordIds.set(text, id);
    }
    return id;
  }

  commonId(value: unknown): number {
    let id = this.commonIds.get(value);
    if (id === undefined) {
      id = this.common.length;
      this.common.push(value);
      this.commonIds.set(value, id);
    }
    return id;
  }

  /** What two independent copies of a state both refer to never changes. */
  shareCommon(a: object, b: object): void {
    const first = reachable(a);
    for (const object of reachable(b)) if (first.has(object)) this.commonId(object);
  }
}
