import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import {
  type EngineState,
  readEngineState,
  removeEngineState,
  writeEngineState,
} from '../../../src/agent/process/engine-state.ts';

const example: EngineState = {
  release: 'demo',
  pod: 'demo-1',
  plan: 'abc',
  socket: '/run/demo.sock',
  process: { pid: 12, startTime: '345', bootId: 'boot' },
  startedAt: 1,
  healthyAt: 2,
  restarts: 3,
  crashes: 1,
  lastEnding: { run: 'host://11-300', startedAt: 0, signal: 'SIGKILL', at: 1, isForced: true },
};

test('a state is read as it was written, for this user only, and nothing else is left', () => {
  const { folder, said, say } = stateFolder();
  writeEngineState(folder, { ...example, restarts: 2 });
  writeEngineState(folder, example);
  expect(readEngineState(folder, 'demo', say)).toEqual(example);
  expect(readdirSync(folder)).toEqual(['demo.json']);
  expect(statSync(join(folder, 'demo.json')).mode & 0o777).toBe(0o600);
  removeEngineState(folder, 'demo');
  removeEngineState(folder, 'demo');
  expect(readEngineState(folder, 'demo', say)).toBeUndefined();
  expect(said).toEqual([]);
});

test('a release is forgotten with what a write that was cut off has left', () => {
  const { folder } = stateFolder();
  writeEngineState(folder, example);
  writeFileSync(join(folder, 'demo.json.new'), '{"rel');
  removeEngineState(folder, 'demo');
  expect(readdirSync(folder)).toEqual([]);
});

test('a state that was cut anywhere is no state, and that is said', () => {
  const { folder, said, say } = stateFolder();
  const file = join(folder, 'demo.json');
  writeEngineState(folder, example);
  const whole = readFileSync(file, 'utf8').trimEnd();
  for (let length = 0; length < whole.length; length += 1) {
    writeFileSync(file, whole.slice(0, length));
    expect(readEngineState(folder, 'demo', say)).toBeUndefined();
    expect(said.length).toBe(length + 1);
  }
});

test('whatever lies there is a state or none, and never an error', () => {
  const { folder, say } = stateFolder();
  const anything = fc.oneof(fc.string(), fc.json(), fc.uint8Array().map(Buffer.from));
  fc.assert(
    fc.property(anything, (content) => {
      writeFileSync(join(folder, 'demo.json'), content);
      expect(readEngineState(folder, 'demo', say)).toBeUndefined();
    }),
  );
});

test('a number that no process has, or another release, makes it no state', () => {
  const { folder, say } = stateFolder();
  for (const wrong of [
    { ...example, process: { ...example.process, pid: 0 } },
    { ...example, process: { ...example.process, pid: -1 } },
    { ...example, release: 'other' },
  ]) {
    writeFileSync(join(folder, 'demo.json'), JSON.stringify(wrong));
    expect(readEngineState(folder, 'demo', say)).toBeUndefined();
  }
});

test('fields of another version do no harm', () => {
  const { folder, say } = stateFolder();
  const newer = { ...example, more: 1, process: { ...example.process, more: 2 } };
  writeFileSync(join(folder, 'demo.json'), JSON.stringify(newer));
  expect(readEngineState(folder, 'demo', say)).toEqual(example);
});

test('what a writer that was killed has left does not keep the next one from writing', () => {
  const { folder, say } = stateFolder();
  writeFileSync(join(folder, 'demo.json.new'), '{"rel');
  writeEngineState(folder, example);
  expect(readEngineState(folder, 'demo', say)).toEqual(example);
});

function stateFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'engine-state-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const said: string[] = [];
  return { folder, said, say: (message: string) => void said.push(message) };
}
