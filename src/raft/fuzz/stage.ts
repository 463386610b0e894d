import type { Rng } from '../../base/rng.ts';
import type { Message, PeerId } from '../types.ts';
import type { Oracle } from './oracle.ts';
import type { FuzzPeer } from './world.ts';

/** Messages under way at once; beyond that the oldest are lost. */
const NETWORK_MAX = 200;

/** The peers of a history, the network between them, and the oracle that sees everything that happens on it. */
export class Stage {
  readonly rng: Rng;
  readonly oracle: Oracle;
  readonly peers: FuzzPeer[] = [];
  snapshots = 0;
  private network: Message[] = [];
  /** Group of each peer during a partition; equal groups can talk. */
  private groups: number[] = [];
  private proposals = 0;

  constructor(rng: Rng, oracle: Oracle) {
    this.rng = rng;
    this.oracle = oracle;
  }

  /** Any peer, by chance. */
  pick(): FuzzPeer {
    return this.peers[this.rng.below(this.peers.length)] as FuzzPeer;
  }

  /** The leader of the highest term, if any. */
  leader(): FuzzPeer | null {
    let best: FuzzPeer | null = null;
    for (const peer of this.peers) {
      if (peer.raw.role === 'leader' && (best === null || peer.raw.term > best.raw.term)) best = peer;
    }
    return best;
  }

  /** Members as the peer that applied most has them. */
  members(): readonly FuzzPeer[] {
    let newest = this.peers[0] as FuzzPeer;
    for (const peer of this.peers) if (peer.machine.applied > newest.machine.applied) newest = peer;
    const ids: readonly PeerId[] = newest.members();
    return this.peers.filter((peer) => ids.includes(peer.id));
  }

  /** Everybody can talk to everybody again. */
  heal(): void {
    this.split(() => 0);
  }

  /** Peers talk only to peers of an equal group. */
  split(groupOf: (peer: FuzzPeer) => number): void {
    this.groups = [0, ...this.peers.map(groupOf)];
  }

  /** Everything under way is lost. */
  silence(): void {
    this.network = [];
  }

  /** Takes out of the network what `wanted` says, to be delivered again at will: late, or twice. */
  intercept(wanted: (m: Message) => boolean): readonly Message[] {
    const taken = this.network.filter(wanted);
    this.network = this.network.filter((m) => !wanted(m));
    return taken;
  }

  /** Delivers these now, as far as the partition lets them through. */
  handAll(messages: readonly Message[]): void {
    for (const m of messages) this.hand(m);
  }

  /** The peer is asked to read; the context is what must at least be seen. */
  read(peer: FuzzPeer): void {
    peer.raw.readIndex(String(this.oracle.maxCommitted));
  }

  /** Shows the oracle what has become of the peer. */
  observe(peer: FuzzPeer): void {
    this.oracle.observe(peer.raw);
  }

  /** One tick passes for the peer. */
  tick(peer: FuzzPeer): void {
    peer.raw.tick();
    this.oracle.observeTick(peer.raw);
    this.observe(peer);
  }

  /** The peer campaigns as if it had heard nothing for long. */
  campaign(peer: FuzzPeer): void {
    peer.raw.campaign();
    this.observe(peer);
  }

  /** Proposes something of up to `bytesMax` bytes that was never proposed before. */
  propose(peer: FuzzPeer, bytesMax: number): void {
    peer.raw.propose({ bytes: 1 + this.rng.below(bytesMax), text: `p${++this.proposals}` });
    this.observe(peer);
  }

  /** Does one thing the peer has to do. */
  workOf(peer: FuzzPeer): void {
    peer.makeSnapshot();
    switch (this.rng.below(4)) {
      case 0:
        if (peer.inbox.length > 0) {
          peer.processInbox();
          return;
        }
        break;
      case 1:
        if (peer.appendWork.length > 0) {
          this.post(peer.processAppend());
          return;
        }
        break;
      case 2:
        if (peer.applyWork.length > 0) {
          peer.processApply();
          return;
        }
        break;
      default:
    }
    if (peer.raw.hasReady()) this.post(peer.processReady());
    else if (peer.inbox.length > 0) peer.processInbox();
    else if (peer.appendWork.length > 0) this.post(peer.processAppend());
    else peer.processApply();
  }

  /** Does everything the peer has to do. */
  settle(peer: FuzzPeer): void {
    peer.makeSnapshot();
    while (peer.raw.hasReady() || peer.inbox.length + peer.appendWork.length + peer.applyWork.length > 0) {
      if (peer.raw.hasReady()) this.post(peer.processReady());
      while (peer.appendWork.length > 0) this.post(peer.processAppend());
      while (peer.applyWork.length > 0) peer.processApply();
      while (peer.inbox.length > 0) peer.processInbox();
      this.observe(peer);
    }
  }

  private post(messages: readonly Message[]): void {
    for (const m of messages) {
      this.oracle.observeSent(m, (this.peers[m.from - 1] as FuzzPeer).raw);
      if (m.type === 'MsgSnap') this.snapshots++;
      this.network.push(m);
    }
    while (this.network.length > NETWORK_MAX) this.network.shift();
  }

  /** One message under way: delivered, lost, doubled or put off. */
  deliverOne(): void {
    const { rng, network } = this;
    if (network.length === 0) return;
    // Mostly near the front: reordering, but not chaos only.
    const at = rng.chance(3, 4) ? rng.below(Math.min(3, network.length)) : rng.below(network.length);
    const m = network[at] as Message;
    const fate = rng.below(20);
    if (fate !== 0) network.splice(at, 1);
    if (fate !== 1) this.hand(m);
  }

  private hand(m: Message): void {
    const to = this.peers[m.to - 1];
    if (to === undefined || this.groups[m.from] !== this.groups[m.to]) return;
    to.raw.step(m);
    this.oracle.observeHanded(m);
    this.observe(to);
  }

  /** Delivers everything that is under way once, in order, and lets everybody do all their work. */
  exchange(): void {
    for (const peer of this.peers) {
      // A leader that has removed itself would lead for ever (facts raft 8): its store is taken down.
      if (peer.raw.role === 'leader' && !peer.members().includes(peer.id)) peer.crash();
      this.settle(peer);
    }
    const network = this.network;
    this.network = [];
    for (const m of network) this.hand(m);
    for (const peer of this.peers) this.settle(peer);
  }

  /** `steps` random moves: work and messages in any order, nothing new. */
  muddle(steps: number): void {
    for (let i = 0; i < steps; i++) {
      if (this.rng.chance(1, 2)) this.deliverOne();
      else {
        const peer = this.pick();
        this.workOf(peer);
        this.observe(peer);
      }
    }
  }
}
