import { describe, expect, it } from 'vitest';
import { parseScript } from './datadriven.ts';
import { quote } from './format.ts';
import { formatDifference, runScriptText } from './index.ts';

describe('the file format', () => {
  it('reads arguments, lists with blanks, input, continuation and both kinds of separator', () => {
    const parsed = parseScript(
      '# c\n\ncmd a k=v l=(1, 2) \\\n  e=()\nin 1\nin 2\n----\nout\n\nnext\n----\n----\na\n\nb\n----\n----\n',
    );
    expect(parsed).toEqual({
      ok: true,
      value: [
        {
          line: 3,
          command: 'cmd',
          args: [
            { key: 'a', values: [] },
            { key: 'k', values: ['v'] },
            { key: 'l', values: ['1', '2'] },
            { key: 'e', values: [] },
          ],
          input: 'in 1\nin 2',
          expected: 'out\n',
        },
        { line: 10, command: 'next', args: [], input: '', expected: 'a\n\nb\n' },
      ],
    });
  });

  it('names the line it cannot read', () => {
    expect(parseScript('\ncmd a\n')).toEqual({ ok: false, error: 'line 2: no "----" after the command' });
    expect(parseScript('cmd (\n----\n').ok).toBe(false);
  });

  it('quotes as Go does', () => {
    expect(quote('a"b\\c\n\u0001é')).toBe('"a\\"b\\\\c\\n\\x01é"');
  });
});

describe('runScriptText', () => {
  it('counts commands and shows the first line that differs', () => {
    const report = runScriptText(
      'x.txt',
      'simple\nv1\n----\nvoters=(1)\n1: StateProbe match=0 next=2\n\nzap\n----\nunknown command\n',
    );
    expect([report.passed, report.failed]).toEqual([1, 1]);
    expect(report.differences.map(formatDifference)).toEqual([
      'x.txt:1: simple: output differs from line 2 on\n- 1: StateProbe match=0 next=2\n+ 1: StateProbe match=0 next=1',
    ]);
  });

  it('tells the suites apart by their commands', () => {
    expect(runScriptText('q', 'vote cfg=(1) votes=(y)\n----\nVoteWon\n').passed).toBe(1);
    expect(runScriptText('c', "leave-joint\n----\ncan't leave a non-joint config\n").passed).toBe(1);
    expect(runScriptText('i', 'raft-state\n----\nok\n').passed).toBe(1);
  });

  it('reports a broken core or an unreadable file as a failure', () => {
    const text =
      'add-nodes 1 voters=(1) index=2\n----\nok\n\npropose-conf-change 1\nr1\n----\nok\n\nprocess-ready 9\n----\nno node 9\n';
    expect(runScriptText('b', text).failed).toBe(2);
    expect(runScriptText('u', 'x').differences[0]?.actual).toContain('line 1');
  });
});
