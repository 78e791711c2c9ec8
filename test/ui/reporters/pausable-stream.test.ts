import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { pausableStream } from '../../../src/ui/reporters/pausable-stream.ts';

function openScreen() {
  const written: string[] = [];
  const sink = new Writable({
    write: (chunk, _encoding, done) => {
      written.push(String(chunk));
      done();
    },
  });
  return { written, ...pausableStream(sink as unknown as NodeJS.WriteStream) };
}

test('what is drawn during a pause comes after it, in its order', () => {
  const { stream, pause, written } = openScreen();
  stream.write('one ');
  const resume = pause();
  stream.write('two ');
  stream.write('three ');
  expect(written.join('')).toBe('one \u001b[?1049h\u001b[?25h');
  resume();
  stream.write('four');
  expect(written.join('').split('\u001b[?1049l\u001b[?25l')).toEqual([
    'one \u001b[?1049h\u001b[?25h',
    'two three four',
  ]);
});

test('a pause holds against a drawer that has put its own in the place of the stream', () => {
  const { stream, pause, written } = openScreen();
  const draw = stream.write;
  stream.write = () => true;
  const resume = pause();
  draw.call(stream, 'frame');
  expect(written.join('')).not.toContain('frame');
  resume();
  expect(written.at(-1)).toBe('frame');
});
