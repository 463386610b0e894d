import process from 'node:process';
import { ensureInstalled } from './install.mjs';
import { root } from './sources.mjs';

/** `npm start`: installs what is missing, builds the page and serves it. `PORT` sets the port. */
async function main() {
  const port = Number(process.env.PORT ?? 4173);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    process.stderr.write(`PORT is ${process.env.PORT}; expected a number from 1 to 65535\n`);
    return 2;
  }
  if (!(await ensureInstalled())) return 1;
  const { build, preview } = await import('vite');
  await build({ root, logLevel: 'warn' });
  try {
    const server = await preview({ root, logLevel: 'warn', preview: { port, strictPort: true } });
    const address = server.resolvedUrls?.local[0] ?? `http://localhost:${port}/`;
    process.stdout.write(`Raftide is at ${address}\n`);
  } catch (error) {
    process.stderr.write(`cannot serve on port ${port}: ${String(error)}\n`);
    process.stderr.write('another port: PORT=8080 npm start\n');
    return 1;
  }
  return 0;
}

const code = await main();
if (code !== 0) process.exit(code);
