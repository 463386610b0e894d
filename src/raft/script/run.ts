import { ConfChangeEnv, CONFCHANGE_COMMANDS } from './confchange-script.ts';
import { parseScript, type Directive } from './datadriven.ts';
import { InteractionEnv } from './interaction-script.ts';
import { QUORUM_COMMANDS, runQuorum } from './quorum-script.ts';

/** One command whose output is not what the script says. */
export interface Difference {
  /** Where, as `name:line`. */
  readonly at: string;
  readonly command: string;
  readonly expected: string;
  readonly actual: string;
}

/** What came of one script, counted in commands. */
export interface ScriptReport {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  readonly differences: readonly Difference[];
}

/**
 * Runs a data-driven raft script of any of the three suites (interaction, confchange, quorum), told apart by their
 * commands. A script that cannot be read fails as a whole; a command that breaks an invariant ends its script.
 */
export function runScriptText(name: string, text: string): ScriptReport {
  const parsed = parseScript(text);
  if (!parsed.ok) {
    return {
      name,
      passed: 0,
      failed: 1,
      differences: [{ at: name, command: '', expected: '', actual: parsed.error }],
    };
  }
  const differences: Difference[] = [];
  const run = runnerFor(parsed.value);
  let passed = 0;
  let failed = 0;
  for (const directive of parsed.value) {
    let actual: string;
    let broken = false;
    try {
      actual = run(directive);
    } catch (error) {
      actual = `the core broke: ${error instanceof Error ? error.message : String(error)}`;
      broken = true;
    }
    if (actual !== '' && !actual.endsWith('\n')) actual += '\n';
    if (!broken && actual === directive.expected) {
      passed++;
      continue;
    }
    failed++;
    const at = `${name}:${directive.line}`;
    differences.push({ at, command: directive.command, expected: directive.expected, actual });
    if (broken) {
      failed += parsed.value.length - passed - failed;
      break;
    }
  }
  return { name, passed, failed, differences };
}

function runnerFor(directives: readonly Directive[]): (directive: Directive) => string {
  const first = directives[0]?.command ?? '';
  if (QUORUM_COMMANDS.includes(first)) return runQuorum;
  const env = CONFCHANGE_COMMANDS.includes(first) ? new ConfChangeEnv() : new InteractionEnv();
  return (directive) => env.run(directive);
}

/** A difference for a person: expected lines with `-`, actual ones with `+`, the first line that differs named. */
export function formatDifference(difference: Difference): string {
  const expected = splitLines(difference.expected);
  const actual = splitLines(difference.actual);
  let same = 0;
  while (same < expected.length && same < actual.length && expected[same] === actual[same]) same++;
  const lines = [`${difference.at}: ${difference.command}: output differs from line ${same + 1} on`];
  for (const line of expected.slice(same)) lines.push(`- ${line}`);
  for (const line of actual.slice(same)) lines.push(`+ ${line}`);
  return lines.join('\n');
}

function splitLines(text: string): readonly string[] {
  const lines = text.split('\n');
  if (lines[lines.length - 1] === '') lines.pop();
  return lines;
}
