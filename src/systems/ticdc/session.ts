import { Limiter } from './limiter.ts';
import { setTimer, type Kit } from './kit.ts';
import type { EtcdClient } from './etcd-client.ts';
import { captureKey, encodeCapture } from './keys.ts';

/** facts 4.2.2: a capture may start over twice quickly, then once per 20 s. */
const RESET_EVERY_US = 20_000_000;
const RESET_BURST = 2;

type Phase = 'waiting' | 'granting' | 'registering' | 'loading' | 'live' | 'ignored';

/**
 * A capture's claim to exist (facts 4.1.3, 4.2): a lease, kept alive every third of its TTL, and its key under it.
 *
 *   waiting ──limiter──> granting ──lease──> registering ──key──> loading ──keys──> live
 *      ^                                                                             │ no answer for a TTL,
 *      └────────── fresh identity ───────────────── lost <───────────────────────────┘ lease or key gone
 */
export class Session {
  private phase: Phase = 'waiting';
  private limiter = new Limiter(RESET_EVERY_US, RESET_BURST);
  private leaseNow = 0;
  private deadlineUs = 0;
  /** The lease is sure to hold until then, as confirmations are counted from when they were asked for. */
  private sureUntilUs = 0;
  private askedAtUs = -1;

  get live(): boolean {
    return this.phase === 'live' || this.phase === 'ignored';
  }

  get registered(): boolean {
    return this.live || this.phase === 'loading';
  }

  get lease(): number {
    return this.leaseNow;
  }

  /** Begins when the limiter lets it; with a timer `ticdc.reset` otherwise. */
  begin(etcd: EtcdClient, kit: Kit): void {
    const nowUs = kit.ctx.monotonicUs();
    this.phase = 'waiting';
    this.leaseNow = 0;
    if (!this.limiter.allow(nowUs)) {
      setTimer(kit, this.limiter.waitUs(nowUs), 'ticdc.reset');
      return;
    }
    this.phase = 'granting';
    this.askAgain(etcd, kit);
  }

  onGranted(lease: number, ttlUs: number, etcd: EtcdClient, kit: Kit): void {
    if (this.phase !== 'granting') return;
    this.phase = 'registering';
    this.leaseNow = lease;
    this.deadlineUs = kit.ctx.monotonicUs() + ttlUs;
    this.sureUntilUs = this.deadlineUs;
    this.askedAtUs = -1;
    setTimer(kit, keepAliveEveryUs(kit), 'ticdc.keep-alive');
    this.askAgain(etcd, kit);
  }

  onRegistered(etcd: EtcdClient, kit: Kit): void {
    if (this.phase !== 'registering') return;
    this.phase = 'loading';
    const { process, capture } = kit.env;
    kit.ctx.trace({ kind: 'capture.registered', process, capture });
    this.askAgain(etcd, kit);
  }

  /** True the first time: the capture begins to work. */
  onLoaded(): boolean {
    if (this.phase !== 'loading') return false;
    this.phase = 'live';
    return true;
  }

  onKeptAlive(ttlUs: number, kit: Kit): void {
    if (this.askedAtUs >= 0) this.sureUntilUs = this.askedAtUs + ttlUs;
    this.askedAtUs = -1;
    this.deadlineUs = ttlUs === 0 ? 0 : kit.ctx.monotonicUs() + ttlUs;
  }

  onKeepAliveTimer(etcd: EtcdClient, kit: Kit): void {
    if (this.leaseNow === 0) return;
    if (this.askedAtUs < 0) this.askedAtUs = kit.ctx.monotonicUs();
    etcd.keepAlive(this.leaseNow, kit);
    setTimer(kit, keepAliveEveryUs(kit), 'ticdc.keep-alive');
  }

  /** The connection is back: a keep-alive may have been lost with the old one. */
  onReconnect(etcd: EtcdClient, kit: Kit): void {
    if (this.leaseNow !== 0) etcd.keepAlive(this.leaseNow, kit);
  }

  /** Nothing confirmed the lease for a whole TTL, or etcd said that it is gone. */
  expired(nowUs: number): boolean {
    return this.leaseNow !== 0 && this.phase !== 'ignored' && nowUs >= this.deadlineUs;
  }

  /** It may be over, as far as this capture can tell. */
  doubtful(nowUs: number): boolean {
    return this.leaseNow !== 0 && nowUs >= this.sureUntilUs;
  }

  /** R-SUICIDE off: the loss goes unnoticed. */
  ignoreLoss(): void {
    this.phase = 'ignored';
  }

  /** The step under way, asked again: the first time, and after the connection to etcd broke. */
  askAgain(etcd: EtcdClient, kit: Kit): void {
    const { capture, process, config } = kit.env;
    if (this.phase === 'granting') etcd.grant(config.ticdc.sessionTtlUs, kit);
    else if (this.phase === 'loading') etcd.load(kit);
    else if (this.phase === 'registering') {
      const value = encodeCapture({ capture, process });
      const put = { type: 'put', key: captureKey(capture), value, lease: this.leaseNow } as const;
      etcd.txn({ for: 'register' }, [], [put], kit);
    }
  }

  clone(): Session {
    const copy = new Session();
    copy.phase = this.phase;
    copy.limiter = this.limiter.clone();
    copy.leaseNow = this.leaseNow;
    copy.deadlineUs = this.deadlineUs;
    copy.sureUntilUs = this.sureUntilUs;
    copy.askedAtUs = this.askedAtUs;
    return copy;
  }
}

function keepAliveEveryUs(kit: Kit): number {
  return Math.floor(kit.env.config.ticdc.sessionTtlUs / 3);
}
