import { expect, test } from 'vitest';
import type { LogPiece } from '../../src/core/target.ts';
import { logJson } from '../../src/ui/log-json.ts';
import { logText, type ShownLog } from '../../src/ui/log-text.ts';

function log(pod: string, text: string | Uint8Array, more: Partial<LogPiece> = {}): ShownLog {
  const bytes = Buffer.from(text);
  const piece = { time: undefined, bytes, startsLine: true, endsLine: true, ...more };
  return { pod, container: 'server', isOneOfSeveral: true, pieces: [piece] };
}

const open = { endsLine: false };
const going = { startsLine: false };
const textOf = (bytes: readonly Uint8Array[]) => Buffer.concat(bytes).toString();

test('a line that another pod interrupts goes on in a line of its own', () => {
  const writer = logText({ isTerminal: false });
  const written = [
    writer.add(log('a', 'one')),
    writer.add(log('a', 'be', open)),
    writer.add(log('a', 'gin', { ...open, ...going })),
    writer.add(log('b', 'two')),
    writer.add(log('a', ' end', going)),
  ];
  expect(textOf(written)).toBe('pod/a one\npod/a begin\npod/b two\npod/a  end\n');
});

test('a character between two pieces stays whole on a terminal and in JSON', () => {
  const [first, second] = [Buffer.from('ü').subarray(0, 1), Buffer.from('ü').subarray(1)];
  const pieces = [log('a', first, open), log('a', second, going)];
  const terminal = logText({ isTerminal: true });
  expect(textOf(pieces.map((one) => terminal.add(one)))).toBe('pod/a ü\n');
  const json = logJson();
  expect(JSON.parse(textOf(pieces.map((one) => json.add(one))))).toEqual({
    type: 'logLine',
    pod: 'a',
    container: 'server',
    line: 'ü',
  });
});

test('no control character is left, in JSON as on a terminal', () => {
  const evil = 'a\u001b[2J\u009b31m\u0007\u007fb';
  const terminal = textOf([logText({ isTerminal: true }).add(log('a', evil))]);
  const json = textOf([logJson().add(log('a', evil))]);
  for (const text of [terminal, json]) expect(text.trimEnd()).not.toMatch(/\p{Cc}/u);
  expect(JSON.parse(json).line).toBe(evil);
});

test('what has not ended is not lost', () => {
  const writer = logJson();
  expect(textOf([writer.add(log('a', 'cut', open))])).toBe('');
  expect(JSON.parse(textOf([writer.end()]))).toMatchObject({ line: 'cut' });
});
