import type { ProcessId } from '../ids.ts';

/** Processes, links between them, and what is done to them: faults and commands. */
export type ProcessEvent =
  | { kind: 'process.started'; process: ProcessId; incarnation: number }
  | { kind: 'process.crashed'; process: ProcessId }
  | { kind: 'process.paused'; process: ProcessId }
  | { kind: 'process.resumed'; process: ProcessId }
  | { kind: 'net.dropped'; from: ProcessId; to: ProcessId; message: string; reason: string }
  | { kind: 'net.connection-lost'; from: ProcessId; to: ProcessId }
  | { kind: 'fault.began'; id: string; fault: string; words: string }
  | { kind: 'fault.healed'; id: string; fault: string; words: string }
  /** A timed command of the RunSpec was carried out; `words` is the sentence the page shows. */
  | { kind: 'command.applied'; id: string; action: string; words: string }
  /** It was impossible; `reason` says why. Nothing else happened. */
  | { kind: 'command.refused'; id: string; action: string; reason: string };
