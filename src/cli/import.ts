import type { Result } from '../base/result.ts';
import { fail, ok } from '../base/result.ts';
import { toSparse } from '../scenario/sparse.ts';
import type { Args, FlagSpec } from './args.ts';
import { importPd } from '../scenario/import-pd.ts';
import type { Io } from './io.ts';

export const IMPORT_FLAGS: FlagSpec = { '--stores': 'value', '--regions': 'value' };

/** A thousand stores, or a hundred thousand Regions. */
const FILE_BYTES = 256 * 1_048_576;

/** A scenario from what a real cluster says of itself, as JSON on stdout; what it does not carry over goes to stderr. */
export async function importCommand(args: Args, io: Io): Promise<Result<number>> {
  const [what] = args.positional;
  if (what !== 'pd') return fail(`import: expected pd, got ${JSON.stringify(what)}`);
  const files: { readonly name: string; readonly text: string }[] = [];
  for (const flag of ['--stores', '--regions'] as const) {
    const name = args.value(flag);
    if (name === null)
      return fail(
        `import pd: ${flag} is missing; expected a file with the JSON of pd-ctl ${flag === '--stores' ? 'store' : 'region'}`,
      );
    const file = await io.readFile(name, FILE_BYTES);
    if ('problem' in file) return fail(`${name}: ${file.problem}`);
    files.push({ name, text: file.text });
  }
  const [stores, regions] = files;
  if (stores === undefined || regions === undefined) return fail('import pd: two files are needed');
  const imported = importPd(stores, regions);
  if (!imported.ok) return imported;
  for (const note of imported.value.notes) io.err(`note: ${note}\n`);
  await io.out(`${JSON.stringify(toSparse(imported.value.doc), null, 2)}\n`);
  return ok(0);
}
