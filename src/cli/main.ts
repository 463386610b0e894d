import { readFile, stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';
import process, { argv, exit, stderr, stdout } from 'node:process';
import { pathToFileURL } from 'node:url';
import { CHECKS } from '../checks/index.ts';
import { createEngine } from '../engine/index.ts';
import { formatDifference, runScriptText } from '../raft/script/index.ts';
import { runCli } from './app.ts';
import { benchSeek } from './bench-seek.ts';
import { describeRecord } from './describe.ts';
import type { Io } from './io.ts';
import { inFreshThread, runTasks, serveTasks } from './jobs.ts';
import type { Parts } from './parts.ts';

/** The composition root of the headless runner: the real engine, checks, files and clock. */
const PARTS: Parts = {
  createEngine,
  checks: CHECKS,
  runScriptText: (name, text) => {
    const report = runScriptText(name, text);
    return { ...report, differences: report.differences.map(formatDifference) };
  },
  cpus: availableParallelism(),
  runTasks: (tasks, jobs, onAnswer) => runTasks(new URL(import.meta.url), tasks, jobs, onAnswer),
  inFreshThread: (task) => inFreshThread(new URL(import.meta.url), task),
  benchSeek,
  describe: describeRecord,
};

function nodeIo(): Io {
  // A reader that has seen enough (`| head`) closes the pipe; that is no failure.
  stdout.on('error', (error: NodeJS.ErrnoException) => exit(error.code === 'EPIPE' ? 0 : 1));
  return {
    out: (text) =>
      stdout.write(text) ? undefined : new Promise((resolve) => stdout.once('drain', () => resolve())),
    err: (text) => void stderr.write(text),
    errIsTerminal: stderr.isTTY === true,
    readFile: readTextFile,
    now: () => performance.now(),
  };
}

/** Does what `args` says and answers the exit code; prints to this process unless `io` says otherwise. */
export function main(args: readonly string[], io: Io = nodeIo()): Promise<number> {
  return runCli(args, io, PARTS);
}

const PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'is a folder, expected a file',
  EACCES: 'may not be read',
};

async function readTextFile(
  path: string,
  maxBytes: number,
): Promise<{ readonly text: string } | { readonly problem: string }> {
  try {
    const { size } = await stat(path);
    if (size > maxBytes) return { problem: `${size} bytes, at most ${maxBytes} are read` };
    return { text: await readFile(path, 'utf8') };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    return { problem: PROBLEMS[code] ?? `cannot be read (${code})` };
  }
}

if (!serveTasks() && argv[1] !== undefined && import.meta.url === pathToFileURL(argv[1]).href) {
  process.exitCode = await main(argv.slice(2));
}
