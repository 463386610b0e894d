import type { Context } from '../../../sim/actor.ts';
import { regionTag } from '../../../model/effect.ts';
import type { Entry } from '../../../raft/index.ts';
import { answerWrite, epochNotMatch } from '../errors.ts';
import type { RegionError } from '../msg.ts';
import { applyAdmin, blockedOnSource } from './admin.ts';
import { commandOf, digestOf } from './command.ts';
import type { TxnCommand, WriteCommand } from './command.ts';
import { outdated } from './epoch.ts';
import type { Peer, Proposal } from './peer.ts';
import { deliver } from './poll.ts';
import { dropGuard, failWrite } from './propose.ts';
import { raiseMaxTs } from './region-max-ts.ts';
import { serveReads } from './reads.ts';
import type { ApplyWork, LateObservation, Store } from './state.ts';
import { answerPreTransfer } from './transfer.ts';
import type { ObservedCommand } from './taps.ts';

/** Committed entries come off the apply lane. */
export function onApplyWork(s: Store, work: ApplyWork, ctx: Context): void {
  s.applyQueued -= work.entries.length;
  const peer = s.peers.get(work.region);
  if (peer === undefined || peer.id !== work.peer) return;
  // What a snapshot has overtaken is applied already.
  const known = work.entries.findIndex((entry) => entry.index > peer.appliedIndex);
  const next = known === -1 ? work.entries.length : known;
  peer.applying.push({ entries: work.entries, responses: work.responses, next });
  if (peer.waitsFor === 0) runApply(s, peer, ctx);
}

/** Applies what is queued, up to a CommitMerge whose source is not ready. */
export function runApply(s: Store, peer: Peer, ctx: Context): void {
  for (let task = peer.applying[0]; task !== undefined; task = peer.applying[0]) {
    const stoppedAt = applyEntries(s, peer, task.entries, task.next, ctx);
    if (stoppedAt < task.entries.length) {
      peer.applying[0] = { ...task, next: stoppedAt };
      break;
    }
    if (s.peers.get(peer.region.id) !== peer) return;
    peer.applying.shift();
    deliver(s, peer, task.responses, ctx);
    s.touch(peer, ctx);
  }
  serveReads(s, peer, ctx);
  answerPreTransfer(s, peer, ctx);
  if (peer.awaitedBy !== 0 && peer.mergeState !== null) resumeTarget(s, peer, ctx);
}

/** The source has applied its PrepareMerge: the target's apply goes on. */
function resumeTarget(s: Store, source: Peer, ctx: Context): void {
  const target = s.peers.get(source.awaitedBy);
  source.awaitedBy = 0;
  if (target === undefined || target.waitsFor !== source.region.id) return;
  target.waitsFor = 0;
  runApply(s, target, ctx);
}

/** Entries applied together: told to the trace and the observers at once, answered after that. */
class Run {
  readonly from: number;
  readonly terms: number[] = [];
  readonly digests: number[] = [];
  readonly observed: ObservedCommand[] = [];
  readonly answers: { readonly proposal: Proposal; readonly error: RegionError | null }[] = [];

  constructor(from: number) {
    this.from = from;
  }
}

/** Returns the position it stopped at: the end, or a CommitMerge that has to wait. */
function applyEntries(s: Store, peer: Peer, entries: readonly Entry[], start: number, ctx: Context): number {
  let run = new Run(entries[start]?.index ?? 0);
  for (let i = start; i < entries.length; i++) {
    const entry = entries[i] as Entry;
    const command = commandOf(entry);
    if (
      command?.type === 'commit-merge' &&
      !outdated(peer.region, command) &&
      blockedOnSource(s, peer, command, ctx)
    ) {
      finishRun(s, peer, run, ctx);
      return i;
    }
    peer.appliedIndex = entry.index;
    peer.appliedTerm = entry.term;
    run.terms.push(entry.term);
    run.digests.push(digestOf(entry));
    if (command === null) {
      collectAnswers(peer, entry, null, run);
      continue;
    }
    const error = outdated(peer.region, command) ? epochNotMatch(peer) : null;
    if (error !== null) {
      run.observed.push({ type: 'refused', index: entry.index, error });
      collectAnswers(peer, entry, error, run);
    } else if (command.type === 'write') {
      applyWrite(s, peer, command);
      run.observed.push({ type: 'write', index: entry.index, ts: command.ts, pairs: command.pairs });
      collectAnswers(peer, entry, null, run);
    } else if (command.type === 'txn') {
      applyTxn(s, peer, command);
      run.observed.push({ type: 'txn', index: entry.index, modifies: command.modifies });
      collectAnswers(peer, entry, null, run);
    } else {
      collectAnswers(peer, entry, null, run);
      // Data of the old epoch goes out before anybody hears of the new one (facts 3.4.4).
      finishRun(s, peer, run, ctx);
      applyAdmin(s, peer, command, entry.index, ctx);
      if (s.peers.get(peer.region.id) !== peer) return entries.length;
      run = new Run(entry.index + 1);
    }
  }
  finishRun(s, peer, run, ctx);
  return entries.length;
}

function applyWrite(s: Store, peer: Peer, command: WriteCommand): void {
  for (const pair of command.pairs) {
    s.engine.put(pair.storageKey, pair.storageValue);
    peer.keys++;
    peer.bytes += pair.storageKey.length + pair.storageValue.length;
  }
  peer.writesApplied += command.pairs.length;
  raiseMaxTs(peer, command.ts);
}

function applyTxn(s: Store, peer: Peer, command: TxnCommand): void {
  for (const { cf, key, value } of command.modifies) {
    if (value === null) {
      s.engine.deleteCf(cf, key);
      peer.keys--;
      peer.bytes -= key.length;
    } else {
      s.engine.putCf(cf, key, value);
      peer.keys++;
      peer.bytes += key.length + value.length;
    }
  }
  peer.writesApplied += command.changes.length;
  if (command.ts > peer.maxTs) peer.maxTs = command.ts;
}

/** Finds the proposal of this entry; earlier ones that never made it are stale. */
function collectAnswers(peer: Peer, entry: Entry, error: RegionError | null, run: Run): void {
  const { proposals } = peer;
  let done = 0;
  for (const proposal of proposals) {
    if (proposal.term > entry.term || (proposal.term === entry.term && proposal.index > entry.index)) break;
    const mine = proposal.term === entry.term && proposal.index === entry.index;
    run.answers.push({ proposal, error: mine ? error : { type: 'StaleCommand' } });
    done++;
    if (mine) break;
  }
  if (done > 0) peer.proposals = done === proposals.length ? [] : proposals.slice(done);
}

function finishRun(s: Store, peer: Peer, run: Run, ctx: Context): void {
  if (run.terms.length > 0) {
    ctx.trace({
      kind: 'raft.applied',
      region: peer.region.id,
      store: s.storeId,
      from: run.from,
      terms: run.terms,
      digests: run.digests,
    });
  }
  if (peer.observeId !== 0 && run.observed.length > 0) {
    const { region, observeId } = peer;
    if (s.rules.observeBeforeAck) {
      for (const observer of s.observers) observer.onApplied(region.id, observeId, run.observed, ctx);
    } else {
      const late: LateObservation = { kind: 'observe', region: region.id, observeId, commands: run.observed };
      ctx.enqueue('apply', late, s.options.config.store.applyBatchUs, regionTag(region.id));
    }
  }
  answer(s, peer, run, ctx);
}

/** R-OBSERVE-BEFORE-ACK off: the clients were answered and their guards are gone. */
export function onLateObservation(s: Store, late: LateObservation, ctx: Context): void {
  for (const observer of s.observers) observer.onApplied(late.region, late.observeId, late.commands, ctx);
}

function answer(s: Store, peer: Peer, run: Run, ctx: Context): void {
  for (const { proposal, error } of run.answers) {
    const { write } = proposal;
    if (error !== null) {
      failWrite(s, peer.region.id, write, error, ctx);
      continue;
    }
    if (write.task !== undefined) {
      s.txnServer?.onTaskDone(write.task, null, ctx);
      continue;
    }
    dropGuard(s, peer.region.id, write, ctx);
    if (write.atomic === 0) answerWrite(write, write.command.ts, null, ctx);
    else s.atomicServer?.onWriteDone(write.atomic, write.command.ts, null, ctx);
  }
  run.answers.length = 0;
}
