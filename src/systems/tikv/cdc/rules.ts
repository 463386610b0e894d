import { extraRuleOn, ruleOn } from '../../../model/config.ts';
import type { RuleSet } from '../../../model/config.ts';

/** The rules this room knows, read once (facts cdc §9). */
export interface CdcRules {
  readonly fifoEndpoint: boolean;
  readonly checkLeader: boolean;
  readonly checkEpoch: boolean;
  readonly rtsHonourDiscard: boolean;
  readonly earlyQuorum: boolean;
  readonly globalMinLock: boolean;
  readonly noRtsBeforeInit: boolean;
  readonly snapshotAtomic: boolean;
  readonly observeId: boolean;
  readonly noEventAfterError: boolean;
  readonly epochEvent: boolean;
  readonly destroyEvent: boolean;
  readonly keepObserving: boolean;
  readonly congestion: boolean;
  readonly trackLocks: boolean;
  readonly scanLocks: boolean;
}

export function cdcRules(rules: RuleSet): CdcRules {
  const on = (id: string): boolean => ruleOn(rules, id);
  return {
    fifoEndpoint: on('R-FIFO-ENDPOINT'),
    checkLeader: on('R-CHECK-LEADER'),
    checkEpoch: on('R-CHECK-EPOCH'),
    rtsHonourDiscard: extraRuleOn(rules, 'R-RTS-HONOUR-DISCARD'),
    earlyQuorum: on('R-EARLY-QUORUM'),
    globalMinLock: on('R-GLOBAL-MIN-LOCK'),
    noRtsBeforeInit: on('R-NO-RTS-BEFORE-INIT'),
    snapshotAtomic: on('R-SNAPSHOT-ATOMIC'),
    observeId: on('R-OBSERVE-ID'),
    noEventAfterError: on('R-NO-EVENT-AFTER-ERROR'),
    epochEvent: on('R-EPOCH-EVENT'),
    destroyEvent: on('R-DESTROY-EVENT'),
    keepObserving: on('R-KEEP-OBSERVING'),
    congestion: on('R-CONGESTION'),
    trackLocks: on('R-TXN-TRACK-LOCKS'),
    scanLocks: on('R-TXN-SCAN-LOCKS'),
  };
}
