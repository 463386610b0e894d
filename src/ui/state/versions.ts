import type { SimTime } from '../../model/time.ts';
import { firstDifference } from '../../scenario/commands.ts';
import type { ScenarioCommand } from '../../scenario/document.ts';

export type Commands = readonly ScenarioCommand[];

/** Steps that can be taken back. */
export const UNDO_MAX = 100;
/** Former futures kept and drawn. */
export const BRANCHES_MAX = 8;

/** A former future: its commands say all of it. */
export interface Branch {
  readonly commands: Commands;
  /** How far it had been computed when it was left. */
  readonly newest: SimTime;
}

/** What the run's commands were before, and what they were going to be. */
export interface Versions {
  /** Oldest first. */
  readonly undo: readonly Commands[];
  /** The next one last. */
  readonly redo: readonly Commands[];
  /** Oldest first; none has the commands of the present run. */
  readonly branches: readonly Branch[];
}

export const NO_VERSIONS: Versions = { undo: [], redo: [], branches: [] };

export type Step = 'deed' | 'undo' | 'redo' | 'branch';

/**
 * After the commands have become `now`. A future that was computed and is not any more stays as a branch; taking a step
 * back keeps none, since it can be taken forward again.
 */
export function stepped(versions: Versions, step: Step, former: Branch, now: Commands): Versions {
  const { undo, redo } = versions;
  const lost = firstDifference(former.commands, now) < former.newest;
  const kept = (step === 'deed' || step === 'branch') && lost ? [former] : [];
  const branches = [
    ...versions.branches.filter((branch) => !isSame(branch.commands, former.commands)),
    ...kept,
  ]
    .filter((branch) => !isSame(branch.commands, now))
    .slice(-BRANCHES_MAX);
  switch (step) {
    case 'deed':
    case 'branch':
      return { undo: [...undo, former.commands].slice(-UNDO_MAX), redo: [], branches };
    case 'undo':
      return { undo: undo.slice(0, -1), redo: [...redo, former.commands], branches };
    case 'redo':
      return { undo: [...undo, former.commands], redo: redo.slice(0, -1), branches };
  }
}

/** Where a branch leaves the present run. */
export function forkOf(branch: Branch, now: Commands): SimTime {
  return Math.min(branch.newest, firstDifference(branch.commands, now));
}

/** What it does differently: its first command behind the fork, null when it only lacks some. */
export function firstOwn(branch: Branch, now: Commands): ScenarioCommand | null {
  const fork = firstDifference(branch.commands, now);
  const known = new Set(now.map((command) => JSON.stringify(command)));
  return branch.commands.find((command) => command.at >= fork && !known.has(JSON.stringify(command))) ?? null;
}

function isSame(a: Commands, b: Commands): boolean {
  return firstDifference(a, b) === Infinity;
}
