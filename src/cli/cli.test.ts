import { describe, expect, test } from 'vitest';
import { CHECKS } from '../checks/index.ts';
import { describe as inWords } from '../model/describe.ts';
import type { TraceRecord } from '../model/trace.ts';
import { decodeLink } from '../scenario/codec.ts';
import { LIMITS } from '../scenario/limits.ts';
import { RULES } from '../scenario/rules.ts';
import { RAFT_BENCHES } from './bench-raft.ts';
import { cli } from './testing.ts';

describe('lists', () => {
  test('every list is there as text and as JSON with id, words and source', async () => {
    for (const command of ['rules', 'checks', 'faults', 'actions']) {
      const text = await cli([command]);
      const json = await cli([command, '--json']);
      expect([text.code, json.code, text.err, json.err]).toEqual([0, 0, '', '']);
      const entries = JSON.parse(json.out) as { id: string; words: string; source: string }[];
      expect(entries.length).toBeGreaterThan(5);
      for (const entry of entries) {
        expect(text.out).toContain(entry.id);
        expect(entry.words.length * entry.source.length).toBeGreaterThan(0);
      }
    }
  });

  test('the library names each story, its title and what it shows', async () => {
    const { out } = await cli(['list', '--json']);
    const list = JSON.parse(out) as { id: string; title: string; shows: string }[];
    expect(list.slice(0, 2)).toMatchObject([
      { id: 'first-light', title: 'First light' },
      { id: 'resolved-ts' },
    ]);
    for (const { title, shows } of list) expect([title, shows]).not.toContain('');
  });

  test('the guards of each rule are checks that exist', () => {
    const ids = CHECKS.map((check) => check.id);
    for (const rule of RULES) for (const guard of rule.guards) expect(ids, rule.id).toContain(guard);
  });
});

describe('run', () => {
  test('prints one JSON object with the wall time measured here', async () => {
    const { code, out, err } = await cli(['run', 'first-light', '--until', '2s', '--json']);
    expect([code, err]).toEqual([0, '']);
    expect(out.trimEnd()).not.toContain('\n');
    expect(JSON.parse(out)).toMatchObject({
      scenario: 'first-light',
      seed: 7,
      simMs: 2_000,
      ok: true,
      wallMs: expect.any(Number),
    });
  });

  test('prints a laid-out report for people, with a dash where there is no data', async () => {
    const { out } = await cli(['run', 'first-light', '--until', '2s']);
    expect(out).toMatch(/^fingerprint {2}0123456789abcdef$/m);
    expect(out).toMatch(/^events {7}1 234 567$/m);
    expect(out).toMatch(/^write {2,}4 {2,}1\.50 ms {2,}2\.00 ms {2,}3\.00 ms {2,}250 ms$/m);
    expect(out).toMatch(/^cdc {2,}— {2,}— /m);
    expect(out).toMatch(/2\.0 MiB between zones/);
    expect(out).toMatch(/ok: every check held\n$/);
  });

  test('applies every override, in one document', async () => {
    const { docs } = await cli([
      'run',
      'rawkv-case-1',
      '--set',
      'workload.threads=400',
      '--set=workload.keys=1000',
      '--seed',
      '9',
      '--until=3s',
      '--off',
      'R-SORT,R-SUICIDE',
      '--do',
      'at=1s splitRegion region=1 key=g',
      '--do',
      'at=2s fault id=f fault=slow-disk process=store-1 addUs=5ms',
      '--json',
    ]);
    expect(docs[0]).toMatchObject({
      seed: 9,
      untilUs: 3_000_000,
      rules: { off: ['R-SORT', 'R-SUICIDE'] },
      workload: [{ threads: 400, keys: 1000 }],
      commands: [
        { at: 1_000_000, do: 'splitRegion', region: 1, key: 'g' },
        { at: 2_000_000, do: 'fault', with: { addUs: '5ms' } },
      ],
    });
  });

  test('takes a JSON file and a link', async () => {
    const files = { 'mine.json': '{"v": 1, "id": "mine", "seed": 4, "untilUs": "2s"}' };
    const file = await cli(['run', 'mine.json', '--json'], { files });
    expect(JSON.parse(file.out)).toMatchObject({ scenario: 'mine', seed: 4, simMs: 2_000 });
    const link = await cli([
      'open',
      'http://localhost:4173/#/rawkv-case-1?seed=8',
      '--until',
      '1s',
      '--json',
    ]);
    expect(JSON.parse(link.out)).toMatchObject({ scenario: 'rawkv-case-1', seed: 8 });
  });

  test('answers 1 when a check was violated and names it', async () => {
    const { code, out } = await cli(['run', 'first-light', '--until', '1s'], { script: { violated: true } });
    expect(code).toBe(1);
    expect(out).toMatch(/^causality +10 +1 {2}first at 0\.012 s: ts went back$/m);
    expect(out).toMatch(/NOT ok: causality violated\n$/);
  });

  test('shows progress only when asked, on stderr', async () => {
    const { err, out } = await cli(['run', 'first-light', '--until', '9s', '--json', '--progress']);
    expect(err).toMatch(/^\d+\.\d{3} s of at most 9\.000 s simulated/);
    expect(JSON.parse(out)).toMatchObject({ ok: true });
  });

  test('stops at an impossible command with one line and prints no report', async () => {
    const { code, out, err } = await cli(
      ['run', 'first-light', '--do', 'at=1s mergeRegion region=3 target=6', '--json'],
      { script: { refuse: 'mergeRegion' } },
    );
    expect([code, out]).toEqual([2, '']);
    expect(err).toBe(
      'raftide: impossible at 1.000 s: mergeRegion region=3 target=6: Region 3 has no neighbour\n',
    );
  });

  test('goes on when only a step of the story itself is impossible', async () => {
    const { code, err } = await cli(['run', 'first-light', '--json', '--seed', '123'], {
      script: { refuse: 'mergeRegion' },
    });
    expect([code, err]).toEqual([
      0,
      "note: the story's step mergeRegion region=3 was not possible: Region 3 has no neighbour\n",
    ]);
  });

  test('says with a link how to reproduce a bug of its own', async () => {
    const { code, err } = await cli(['run', 'first-light', '--seed', '5'], { script: { throws: true } });
    expect(code).toBe(1);
    expect(err).toContain('the simulator is wrong here');
    expect(err).toMatch(/reproduce it with: http:\/\/localhost:4173\/#\/first-light\?seed=5\n$/);
  });
});

describe('show and url', () => {
  test('what show prints is a scenario again', async () => {
    for (const flags of [[], ['--full']]) {
      const shown = await cli(['show', 'first-light', '--seed', '3', ...flags]);
      const run = await cli(['show', 'x.json', '--full'], { files: { 'x.json': shown.out } });
      expect(run.code).toBe(0);
      expect(JSON.parse(run.out)).toMatchObject({ id: 'first-light', seed: 3, cluster: { replicas: 3 } });
    }
  });

  test('a link says the same run', async () => {
    const plain = await cli(['url', 'first-light', '--seed', '3', '--at', '12.5s', '--sel', 'region:3']);
    expect(plain.out).toBe('http://localhost:4173/#/first-light?seed=3&t=12.5s&sel=region:3\n');
    const edited = await cli([
      'url',
      'first-light',
      '--do',
      'at=5s kill process=store-1',
      '--base',
      'https://example.org/raftide/',
    ]);
    expect(edited.out).toMatch(/^https:\/\/example\.org\/raftide\/#\/run\/v1\./);
    expect(await decodeLink(edited.out.trimEnd())).toMatchObject({ ok: true, value: { unmodified: false } });
  });
});

describe('trace', () => {
  test('prints chosen kinds as text', async () => {
    const { code, out } = await cli(['trace', 'first-light', '--until', '2s', '--kinds', 'raft.*']);
    expect(code).toBe(0);
    expect(out).toBe(
      `     1.000 s  store-1       raft.log-compacted       ${inWords({ kind: 'raft.log-compacted', region: 1, store: 1, index: 0 })}\n` +
        `     2.000 s  store-1       raft.log-compacted       ${inWords({ kind: 'raft.log-compacted', region: 1, store: 1, index: 1 })}\n`,
    );
  });

  test('prints every record as JSON', async () => {
    const { out } = await cli(['trace', 'first-light', '--until', '1s', '--format', 'jsonl']);
    expect(
      out
        .trimEnd()
        .split('\n')
        .map((line) => (JSON.parse(line) as TraceRecord).event.kind),
    ).toEqual(['raft.log-compacted', 'run.drained']);
  });
});

describe('compare', () => {
  test('runs both variants with the same seed and puts every figure side by side', async () => {
    const argv = ['compare', 'first-light', '--seed', '5', '--until', '2s', '--a', ''];
    const { code, out, docs } = await cli([...argv, '--b', "--off R-SORT --do 'at=1s kill process=store-1'"]);
    expect(code).toBe(0);
    expect(docs.map((doc) => [doc.seed, doc.untilUs, doc.rules.off, doc.commands.length])).toEqual([
      [5, 2_000_000, [], 7],
      [5, 2_000_000, ['R-SORT'], 8],
    ]);
    expect(out).toMatch(/^first-light, seed 5\na: as it is\nb: --off R-SORT/);
    expect(out).toMatch(/^latency\.write\.p50Ms +1\.500 +1\.500 +1\.000$/m);
    expect(out).toMatch(/^downstream\.missing +0 +0 +—$/m);
    const json = await cli([...argv, '--b', '', '--json']);
    const { figures } = JSON.parse(json.out) as { figures: { name: string; a: number; ratio: number }[] };
    expect(figures.find(({ name }) => name === 'traffic.crossAzBytes')).toMatchObject({
      a: 2_097_152,
      ratio: 1,
    });
    expect(figures.map(({ name }) => name)).not.toContain('wallMs');
  });
});

describe('raft-interaction', () => {
  test('prints differences, then the sum, and answers 1 when there are any', async () => {
    const files = { 'a.txt': 'good', 'b.txt': 'bad' };
    expect(await cli(['raft-interaction', 'a.txt'], { files })).toMatchObject({
      code: 0,
      out: '2 passed, 0 failed\n',
    });
    expect(await cli(['raft-interaction', 'a.txt', 'b.txt'], { files })).toMatchObject({
      code: 1,
      out: 'b.txt:3: differs\n4 passed, 1 failed\n',
    });
  });
});

describe('raft-fuzz', () => {
  test('ends with how many histories there were and how many were bad', async () => {
    const { code, out, err } = await cli(['raft-fuzz', '--seeds', '0..9']);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/\n10 histories, 0 violations\n$/);
    const json = await cli(['raft-fuzz', '--seeds', '3', '--json']);
    expect(JSON.parse(json.out)).toMatchObject({ histories: 1, ok: true, violations: [] });
  });

  test('names seed, property and how to replay it when a rule is off', async () => {
    const argv = ['raft-fuzz', '--seeds', '0..19', '--off', 'vote-log-check'];
    const { code, out } = await cli(argv);
    expect(code).toBe(1);
    const line =
      /^seed (\d+): leader-completeness: .*; replay: (raft-fuzz --seeds \1 --off vote-log-check)$/m.exec(out);
    const again = await cli((line?.[2] ?? '').split(' '));
    expect([again.code, again.out]).toEqual([1, expect.stringContaining(line?.[0] ?? 'no line')]);
    expect(again.out).toMatch(/\n1 history, 1 violation\n$/);
  });
});

describe('bench', () => {
  test('seeks are measured only when named, on as many seconds as wished', async () => {
    const { code, out } = await cli(['bench', 'seek', '--seconds', '30', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      figures: [{ name: 'calibration' }, { name: 'seek: p99', value: 30 }],
    });
  });

  test('prints medians with their ratio to the calibration', async () => {
    const { code, out } = await cli(['bench', '--json']);
    expect(code).toBe(0);
    const { figures } = JSON.parse(out) as {
      figures: { name: string; value: number; perCalibration: number | null }[];
    };
    expect(figures.map((figure) => figure.name)).toEqual([
      'calibration',
      'first-light: engine events',
      'first-light: committed writes, 3 replicas',
      'first-light: simulated time',
      'large: engine events',
      'large: committed writes, 3 replicas',
      'large: simulated time',
      'writes: engine events',
      'writes: committed writes, 3 replicas',
      'writes: simulated time',
      ...RAFT_BENCHES.map((row) => `raft: ${row}`),
    ]);
    for (const figure of figures.slice(1))
      expect(figure.perCalibration).toBeCloseTo(figure.value / (figures[0]?.value ?? NaN), 9);
  });
});

describe('bad input gets one line on stderr, exit code 2, and nothing else', () => {
  const files = {
    'broken.json': '{"v": 1',
    'wrong.json': '{"v": 1, "id": "x", "cluster": {"stores": [{"az": "az-1"}, {"az": "az-9"}]}}',
    'melt.json':
      '{"v": 1, "id": "x", "commands": [{"at": 5, "do": "fault", "id": "f", "fault": "melt-down", "with": {}}]}',
  };

  test.each([
    [[], 'a command is missing; try help'],
    [['rnu'], 'no command "rnu" (did you mean run?)'],
    [['toString'], 'no command "toString"'],
    [['compare', 'first-light'], "compare: --a is missing; expected flags such as '--off R-SORT'"],
    [
      ['compare', 'first-light', '--a', '--seed 3', '--b', ''],
      '--a "--seed 3": no flag --seed here; there are --set, --off',
    ],
    [['compare', 'first-light', '--a', 'fast', '--b', ''], '--a "fast": expected flags, got "fast"'],
    [['compare', 'first-light', '--a', '--set "x', '--b', ''], '--a "--set \\"x": a closing " is missing'],
    [['compare', 'first-light', '--a', '', '--b', '--off R-SORTED'], '--b: --off R-SORTED: rules.off[0]: '],
    [['sweep'], 'sweep: something is missing; usage: sweep <scenario> --seeds 0..999'],
    [['sweep', 'first-light'], 'sweep: --seeds is missing; expected a range such as 0..999'],
    [['sweep', 'first-light', '--seeds', '0..9', '--seed', '1'], 'sweep: --seed is for one run'],
    [
      ['sweep', 'first-light', '--seeds', '0..9', '--shard', '4/4'],
      '--shard: expected i/n with i from 0 to n − 1, such as 0/4, got "4/4"',
    ],
    [['exhibit', 'R-SORTT'], 'no rule "R-SORTT" with a story (did you mean R-SORT'],
    [['exhibit', '--seeds', '9..0'], '--seeds: 9..0 goes backwards'],
    [['sweep', 'first-lite', '--seeds', '0..9'], 'no story, file or link "first-lite"'],
    [['import'], 'import: something is missing; usage: import pd --stores FILE --regions FILE'],
    [['import', 'etcd'], 'import: expected pd, got "etcd"'],
    [['import', 'pd'], 'import pd: --stores is missing; expected a file with the JSON of pd-ctl store'],
    [['import', 'pd', '--stores', 'no.json', '--regions', 'no.json'], 'no.json: there is no such file'],
    [
      ['import', 'pd', '--stores', 'broken.json', '--regions', 'broken.json'],
      'broken.json: not valid JSON: ',
    ],
    [['run'], 'run: something is missing; usage: run <scenario>'],
    [['run', 'first-light', 'extra'], 'run: too much: "extra"; usage: run <scenario>'],
    [['run', 'first-lite'], 'no story, file or link "first-lite" (did you mean first-light?)'],
    [['run', 'nowhere.json'], 'nowhere.json: there is no such file'],
    [['run', 'broken.json'], 'broken.json: not valid JSON: '],
    [['run', 'wrong.json'], 'wrong.json: cluster.stores[1].az: expected one of az-1, az-2, az-3, got "az-9"'],
    [['run', 'melt.json'], 'commands[0]: no fault "melt-down"; there are partition-az'],
    [['run', '#/run/v1.abcd'], 'link: damaged or cut short'],
    [
      ['open', 'first-light'],
      'open: expected a link such as http://localhost:4173/#/first-light?seed=7, got "first-light"',
    ],
    [['run', 'first-light', '--sede', '1'], 'run: no flag --sede (did you mean --seed?)'],
    [['run', 'first-light', '--seed'], 'run: --seed: a value is missing'],
    [
      ['run', 'first-light', '--seed', 'x'],
      '--seed: expected a whole number from 0 to 9007199254740991, got "x"',
    ],
    [['run', 'first-light', '--seed', '1', '--seed', '2'], 'run: --seed: is given twice'],
    [['run', 'first-light', '--json=yes'], 'run: --json: takes no value'],
    [
      ['run', 'first-light', '--until', 'later'],
      '--until: expected a duration such as 60s, at most 1h, got "later"',
    ],
    [
      ['run', 'first-light', '--until', '0s'],
      '--until: expected a duration such as 60s, at most 1h, got "0s"',
    ],
    [
      ['run', 'first-light', '--set', 'workload.thread=4'],
      '--set workload.thread=4: workload[0].thread: there is no such field (did you mean threads?)',
    ],
    [
      ['run', 'first-light', '--off', 'R-SORTED'],
      '--off R-SORTED: rules.off[0]: expected the id of a rule, got "R-SORTED" (did you mean R-SORT',
    ],
    [
      ['run', 'first-light', '--do', 'splitRegion region=3'],
      '--do "splitRegion region=3": expected exactly one moment such as at=5s',
    ],
    [['run', 'first-light', '--do', 'at=1s explode'], '--do "at=1s explode": no action "explode"'],
    [['trace', 'first-light', '--kinds', 'raft.exploded'], '--kinds: no trace event "raft.exploded"'],
    [
      ['trace', 'first-light', '--format', 'xml'],
      '--format: expected text, jsonl, perfetto, shiviz, got "xml"',
    ],
    [['url', 'first-light', '--at', 'x'], '--at: expected a duration such as 60s'],
    [['url', 'first-light', '--sel', '?'], '--sel: expected something like region:3, got "?"'],
    [['raft-interaction', 'nowhere.txt'], 'nowhere.txt: there is no such file'],
    [['raft-fuzz', '--seeds', '9..1'], '--seeds: 9..1 goes backwards'],
    [['raft-fuzz', '--seeds', 'all'], '--seeds: expected a range such as 0..999, got "all"'],
    [['raft-fuzz', '--jobs', '0'], '--jobs: expected a whole number from 1 to 256, got "0"'],
    [
      ['raft-fuzz', '--off', 'commit-own-tern'],
      '--off: no rule "commit-own-tern" of the raft core (did you mean commit-own-term?)',
    ],
    [['bench', 'laarge'], 'no benchmark "laarge" (did you mean large?)'],
    [['bench', '--runs', '1'], `--runs: expected a whole number from 3 to 101, got "1"`],
    [['bench', 'seek', '--seconds', '0'], `--seconds: expected a whole number from 1 to 600, got "0"`],
    [
      ['show', 'first-light', '--set', 'untilUs=2h'],
      `--set untilUs=2h: untilUs: expected µs from 1 to ${LIMITS.untilUs}`,
    ],
  ])('%j', async (argv, line) => {
    const { code, out, err } = await cli(argv, { files });
    expect([code, out]).toEqual([2, '']);
    expect(err.slice(0, line.length + 9)).toBe(`raftide: ${line}`);
    expect(err.indexOf('\n')).toBe(err.length - 1);
  });

  test('also when the cluster cannot be built', async () => {
    expect(await cli(['run', 'first-light', '--json'], { build: 'cluster: no such thing' })).toMatchObject({
      code: 2,
      out: '',
      err: 'raftide: cluster: no such thing\n',
    });
  });
});
