import { describe, expect, it } from 'vitest';
import { fetchWhenIdle, late } from './late.ts';

/** Idle time that comes when the test says so. */
class Idle {
  readonly asked = new Map<number, () => void>();
  private next = 1;

  request(work: () => void): number {
    this.asked.set(this.next, work);
    return this.next++;
  }

  cancel(id: number): void {
    this.asked.delete(id);
  }

  come(): void {
    const [first] = this.asked;
    if (first === undefined) throw new Error('nobody asked for idle time');
    this.asked.delete(first[0]);
    first[1]();
  }
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

/** Parts of a page, and which of them have been fetched. */
function putOff(...names: readonly string[]): readonly string[] {
  const fetched: string[] = [];
  for (const name of names)
    late(() => {
      fetched.push(name);
      return name === 'broken' ? Promise.reject(new Error('no network')) : Promise.resolve(() => null);
    });
  return fetched;
}

describe('fetchWhenIdle', () => {
  it('fetches one part each idle time until none is left, a broken one too', async () => {
    const idle = new Idle();
    const fetched = putOff('broken', 'menu');
    fetchWhenIdle(idle);
    expect(fetched).toEqual([]);
    idle.come();
    await settled();
    expect(fetched).toEqual(['broken']);
    idle.come();
    await settled();
    expect(fetched).toEqual(['broken', 'menu']);
    expect(idle.asked.size).toBe(0);
  });

  it('asks for nothing more once it is left off, also while a part is on its way', async () => {
    const idle = new Idle();
    const fetched = putOff('menu', 'dialog');
    const leaveOff = fetchWhenIdle(idle);
    idle.come();
    leaveOff();
    await settled();
    expect(idle.asked.size).toBe(0);
    expect(fetched).toEqual(['menu']);

    const again = fetchWhenIdle(idle);
    expect(idle.asked.size).toBe(1);
    again();
    expect(idle.asked.size).toBe(0);
  });
});
