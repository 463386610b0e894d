/** The membership suite: one configuration that commands change (facts/raft.md §13). */
import { enterJoint, leaveJoint, simpleChange, type ChangedConfig } from '../confchange.ts';
import { fail, type Result } from '../../base/result.ts';
import { describeConfig } from '../membership-config.ts';
import { describeProgress, type Progress } from '../progress.ts';
import { Tracker } from '../tracker.ts';
import { parseChanges } from './confchange-text.ts';
import type { Directive } from './datadriven.ts';

/** Commands that only this suite has. */
export const CONFCHANGE_COMMANDS: readonly string[] = ['simple', 'enter-joint', 'leave-joint'];

/** The state of one file. The log grows by one entry per command, failed ones too. */
export class ConfChangeEnv {
  private readonly tracker = new Tracker(10, Infinity);
  private lastIndex = 0;

  /** Runs one command; gives its output. */
  run(directive: Directive): string {
    const changed = this.change(directive);
    const lastIndex = this.lastIndex++;
    if (!changed.ok) return changed.error;
    this.tracker.install(changed.value, lastIndex);
    let text = `${describeConfig(this.tracker.config)}\n`;
    for (const id of this.tracker.ids) {
      text += `${id}: ${describeProgress(this.tracker.progress.get(id) as Progress)}\n`;
    }
    return text;
  }

  private change(directive: Directive): Result<ChangedConfig> {
    const { config } = this.tracker;
    const changes = parseChanges(directive.input);
    if (!changes.ok) return changes;
    switch (directive.command) {
      case 'simple':
        return simpleChange(config, changes.value);
      case 'enter-joint': {
        const autoLeave = directive.args.some((arg) => arg.key === 'autoleave' && arg.values[0] === 'true');
        return enterJoint(config, autoLeave, changes.value);
      }
      case 'leave-joint':
        return changes.value.length > 0 ? fail('this command takes no input') : leaveJoint(config);
      default:
        return fail('unknown command');
    }
  }
}
