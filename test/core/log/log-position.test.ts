import { expect, test } from 'vitest';
import { LogPosition } from '../../../src/core/log/log-position.ts';
import type { LogPiece } from '../../../src/core/target.ts';

function piece(time: string | undefined, text: string, more: Partial<LogPiece> = {}): LogPiece {
  return { time, bytes: Buffer.from(text), startsLine: true, endsLine: true, ...more };
}

// Times are seconds and nanoseconds of one minute.
const at = (seconds: string) => `2026-01-01T00:00:${seconds.padStart(2, '0')}Z`;
const lines = (...texts: readonly string[]) =>
  texts.map((text) => piece(at(text.split(' ')[0] ?? ''), text));
const textsOf = (pieces: readonly LogPiece[]) =>
  pieces.map(({ bytes }) => Buffer.from(bytes).toString());

test('a log that is read again from its last second repeats nothing and leaves nothing out', () => {
  const position = new LogPosition();
  position.take(lines('01.5 a', '02.1 b', '02.2 c', '02.2 d'));
  expect(position.since).toBe('2026-01-01T00:00:02.000Z');
  position.restart();
  const again = position.take(lines('02.1 b', '02.2 c', '02.2 d', '02.2 e', '02.3 f', '03.0 g'));
  expect(textsOf(again)).toEqual(['02.2 e', '02.3 f', '03.0 g']);
  position.restart();
  expect(textsOf(position.take(lines('03.0 g', '03.0 h')))).toEqual(['03.0 h']);
});

test('lines of two streams that swapped places are not repeated either', () => {
  const position = new LogPosition();
  position.take(lines('02.3 error', '02.2 output'));
  position.restart();
  const again = position.take(lines('02.3 error', '02.2 output', '02.25 late', '02.4 next'));
  expect(textsOf(again)).toEqual(['02.25 late', '02.4 next']);
});

test('a line that was cut in the middle goes on where it was', () => {
  const position = new LogPosition();
  position.take([piece(at('05.1'), 'long li', { endsLine: false })]);
  position.restart();
  const again = position.take([
    piece(at('05.1'), 'long', { endsLine: false }),
    piece(at('05.1'), ' line', { startsLine: false, endsLine: false }),
    piece(at('05.1'), ' ends', { startsLine: false }),
    piece(at('05.2'), 'next'),
  ]);
  expect(textsOf(again)).toEqual(['ne', ' ends', 'next']);
  expect(again[0]).toMatchObject({ startsLine: false, endsLine: false });
  position.restart();
  expect(textsOf(position.take(lines('05.1 long', '05.2 next', '06 new')))).toEqual(['06 new']);
});

test('a log that was rotated meanwhile loses no line', () => {
  const position = new LogPosition();
  position.take(lines('02.1 a', '02.2 b', '02.3 c'));
  position.restart();
  expect(textsOf(position.take(lines('02.4 d', '02.5 e')))).toEqual(['02.4 d', '02.5 e']);
});

test('what the node says itself has no time, passes and does not count', () => {
  const position = new LogPosition();
  expect(textsOf(position.take([piece(undefined, 'cannot read')]))).toEqual(['cannot read']);
  expect(position.since).toBeUndefined();
});
