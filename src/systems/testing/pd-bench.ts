import type { PdConfig } from '../../model/config.ts';
import type { Message } from '../../sim/actor.ts';
import { PdActor } from '../pd/actor.ts';
import { FakeContext } from './fake-context.ts';
import { PD_QUIET } from './quiet.ts';

export const PD_TIMES = {
  leaderLeaseUs: 5_000_000,
  tsoUpdateUs: 50_000,
  tsoWindowMs: 5_000,
  operatorTimeoutUs: 60_000_000,
};

/** One member of PD, with the test as everybody else. What it writes is durable when the test says so. */
export class PdBench {
  ctx = new FakeContext('pd-1');
  pd: PdActor;

  /** `settings` of PD differ from a quiet one; the clock begins at `nowUs`. */
  constructor(nowUs: number, settings: Partial<PdConfig> = {}) {
    this.ctx.nowUs = nowUs;
    this.pd = new PdActor({
      process: 'pd-1',
      cluster: 'upstream',
      config: { pd: { ...PD_QUIET, ...PD_TIMES, ...settings } },
      rules: { off: [] },
      firstRegionId: 10,
      firstPeerId: 100,
    });
  }

  /** Makes everything written so far durable. */
  flush(): void {
    for (const work of this.ctx.takeWrites()) this.pd.written(work, this.ctx);
  }

  say(from: string, message: Omit<Message, 'bytes'> & Record<string, unknown>): void {
    this.pd.receive(from, { bytes: 64, ...message }, this.ctx);
  }

  /** Crash; writes that were not durable are gone. */
  crash(): void {
    const { nowUs } = this.ctx;
    this.pd = this.pd.afterCrash();
    this.ctx = new FakeContext('pd-1');
    this.ctx.nowUs = nowUs;
  }

  /** Runs PD's own timers for a while, each write durable at once. */
  run(us: number): void {
    const until = this.ctx.nowUs + us;
    for (let timer = this.ctx.nextTimer(until); timer !== null; timer = this.ctx.nextTimer(until)) {
      this.pd.timer(timer, this.ctx);
      this.flush();
    }
    this.ctx.nowUs = until;
  }
}
