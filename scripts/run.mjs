import { spawn } from 'node:child_process';
import process from 'node:process';
import { root } from './sources.mjs';

const GRACE_MS = 5_000;

/**
 * Runs a program to its end in the project's folder.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {object} [options]
 * @param {NodeJS.ProcessEnv} [options.env] on top of this process's
 * @param {'inherit' | 'stderr' | 'quiet'} [options.output] `stderr` keeps our own standard output clean
 * @param {number} [options.timeoutMs] after which it is ended, children included
 * @returns {Promise<{ code: number, output: string, timedOut: boolean }>} `output` only when quiet
 */
export function run(program, args, { env = {}, output = 'inherit', timeoutMs = 0 } = {}) {
  const grouped = process.platform !== 'win32';
  return new Promise((done) => {
    const child = spawn(program, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', ...outputs(output)],
      shell: process.platform === 'win32' && !program.endsWith('.exe'),
      detached: grouped,
    });
    let text = '';
    child.stdout?.on('data', (chunk) => (text += chunk));
    child.stderr?.on('data', (chunk) => (text += chunk));

    /** @param {'SIGTERM' | 'SIGKILL'} signal */
    const end = (signal) => {
      if (child.pid === undefined) return;
      try {
        if (grouped) process.kill(-child.pid, signal);
        else child.kill(signal);
      } catch {
        // It has ended already.
      }
    };
    let timedOut = false;
    const timer =
      timeoutMs > 0 &&
      setTimeout(() => {
        timedOut = true;
        // Asked first, so that it can end what it started itself.
        end('SIGTERM');
        setTimeout(() => end('SIGKILL'), GRACE_MS).unref();
      }, timeoutMs);
    const interrupted = () => {
      end('SIGTERM');
      process.exit(130);
    };
    process.once('SIGINT', interrupted);
    process.once('SIGTERM', interrupted);

    let settled = false;
    /** @param {number} code */
    const settle = (code) => {
      if (settled) return;
      settled = true;
      if (timer !== false) clearTimeout(timer);
      process.off('SIGINT', interrupted);
      process.off('SIGTERM', interrupted);
      done({ code, output: text, timedOut });
    };
    child.on('error', (error) => {
      text += `${error.message}\n`;
      settle(127);
    });
    child.on('close', (code) => settle(code ?? 1));
  });
}

/** @param {'inherit' | 'stderr' | 'quiet'} output @returns {['inherit' | 'pipe' | 2, 'inherit' | 'pipe']} */
function outputs(output) {
  if (output === 'quiet') return ['pipe', 'pipe'];
  return [output === 'stderr' ? 2 : 'inherit', 'inherit'];
}

/**
 * Runs a JavaScript file with this Node.
 *
 * @param {readonly string[]} args the file, then its arguments
 * @param {Parameters<typeof run>[2]} [options]
 */
export const runNode = (args, options) => run(process.execPath, args, options);

/**
 * Runs npm: the one that started us, else the one on the path.
 *
 * @param {readonly string[]} args
 * @param {Parameters<typeof run>[2]} [options]
 */
export function runNpm(args, options) {
  const npm = process.env.npm_execpath;
  return npm !== undefined && /\.[cm]?js$/.test(npm) && npm.includes('npm-cli')
    ? runNode([npm, ...args], options)
    : run('npm', args, options);
}
