import type { ProcessId } from '../../model/ids.ts';
import type { Context, Message } from '../../sim/actor.ts';

/**
 * Messages of the coordination service. Requests carry an `id` that the answer repeats. Revisions count from 1:
 * 0 is "no such key" in a comparison and "from now on" in a watch.
 */

/** One key as it stands. `lease` 0: none. */
export interface EtcdKeyValue {
  readonly key: string;
  readonly value: string;
  readonly createRevision: number;
  readonly modRevision: number;
  readonly lease: number;
}

/** Asks for a lease that lives `ttlUs` after each keep-alive. */
export interface EtcdGrant extends Message {
  readonly kind: 'etcd.grant';
  readonly id: number;
  readonly ttlUs: number;
}

export interface EtcdGrantResponse extends Message {
  readonly kind: 'etcd.grant-response';
  readonly id: number;
  readonly lease: number;
  readonly ttlUs: number;
}

export interface EtcdKeepAlive extends Message {
  readonly kind: 'etcd.keep-alive';
  readonly id: number;
  readonly lease: number;
}

/** `ttlUs` 0: the lease is gone. */
export interface EtcdKeepAliveResponse extends Message {
  readonly kind: 'etcd.keep-alive-response';
  readonly id: number;
  readonly lease: number;
  readonly ttlUs: number;
}

/** Ends a lease at once; its keys are deleted in the same revision. */
export interface EtcdRevoke extends Message {
  readonly kind: 'etcd.revoke';
  readonly id: number;
  readonly lease: number;
}

export interface EtcdRevokeResponse extends Message {
  readonly kind: 'etcd.revoke-response';
  readonly id: number;
}

export type EtcdCompareOp = '=' | '!=' | '<' | '>';

/** A missing key has create and mod revision 0; comparing the value of a missing key is false. */
export type EtcdCompare =
  | {
      readonly target: 'create' | 'mod';
      readonly key: string;
      readonly op: EtcdCompareOp;
      readonly revision: number;
    }
  | { readonly target: 'value'; readonly key: string; readonly op: EtcdCompareOp; readonly value: string };

export type EtcdOp =
  | { readonly type: 'put'; readonly key: string; readonly value: string; readonly lease: number }
  | { readonly type: 'delete'; readonly key: string; readonly prefix: boolean }
  | { readonly type: 'range'; readonly key: string; readonly prefix: boolean };

/** All of `success` when every comparison holds, else all of `failure`: one revision. */
export interface EtcdTxn extends Message {
  readonly kind: 'etcd.txn';
  readonly id: number;
  readonly compares: readonly EtcdCompare[];
  readonly success: readonly EtcdOp[];
  readonly failure: readonly EtcdOp[];
}

export interface EtcdTxnResponse extends Message {
  readonly kind: 'etcd.txn-response';
  readonly id: number;
  readonly succeeded: boolean;
  /** Revision of the store after the transaction. */
  readonly revision: number;
  /** One list per range operation of the branch that ran, in its order. */
  readonly ranges: readonly (readonly EtcdKeyValue[])[];
  /** '' or why nothing was done (a put named a lease that does not exist). */
  readonly error: string;
}

export interface EtcdRange extends Message {
  readonly kind: 'etcd.range';
  readonly id: number;
  readonly key: string;
  readonly prefix: boolean;
}

export interface EtcdRangeResponse extends Message {
  readonly kind: 'etcd.range-response';
  readonly id: number;
  readonly revision: number;
  readonly kvs: readonly EtcdKeyValue[];
}

/** Events on keys with `prefix`, beginning with `startRevision` (0: from now on). `watch` is the watcher's own number. */
export interface EtcdWatch extends Message {
  readonly kind: 'etcd.watch';
  readonly watch: number;
  readonly prefix: string;
  readonly startRevision: number;
}

export interface EtcdWatchCancel extends Message {
  readonly kind: 'etcd.watch-cancel';
  readonly watch: number;
}

/** A deletion carries the key with the value it had; its `modRevision` is the revision of the deletion. */
export interface EtcdEvent {
  readonly type: 'put' | 'delete';
  readonly kv: EtcdKeyValue;
}

/** Events in revision order, whole revisions only. The first one (possibly empty) says that the watch stands. */
export interface EtcdWatchEvents extends Message {
  readonly kind: 'etcd.watch-events';
  readonly watch: number;
  readonly revision: number;
  readonly events: readonly EtcdEvent[];
  /** Not 0: history before this revision is gone and the watch was refused; read the keys again. */
  readonly compactedRevision: number;
}

export type EtcdRequest =
  EtcdGrant | EtcdKeepAlive | EtcdRevoke | EtcdTxn | EtcdRange | EtcdWatch | EtcdWatchCancel;

export type EtcdResponse =
  | EtcdGrantResponse
  | EtcdKeepAliveResponse
  | EtcdRevokeResponse
  | EtcdTxnResponse
  | EtcdRangeResponse
  | EtcdWatchEvents;

export type EtcdMessage = EtcdRequest | EtcdResponse;

/** Where others listen to what etcd holds without etcd knowing them: taps point upward. */
export interface EtcdTap {
  /** `kv` is durable and visible; `from` wrote it. Called before anybody else hears of it. */
  onPut(from: ProcessId, kv: EtcdKeyValue, ctx: Context): void;
}
