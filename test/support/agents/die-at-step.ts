import childProcess from 'node:child_process';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import { dirname } from 'node:path';

// node --import die-at-step.ts PROGRAM: an agent that writes down its steps, or kills itself at one
// of them. It does so as long as the file is there that LLMKUBE_TEST_DEATH names: with a step in
// it, that is where the agent dies, which `FILE.where` says then, and no other agent dies; with
// nothing in it, each step becomes a line of `FILE.steps`.
//
// What a kill leaves is only what is outside of the process: files, sockets and children. So the
// steps are the calls that change those. Whatever is called between two of them, a kill there leaves
// the same as one right before the second, so nothing else is a step. A write may end half-way. A
// child that was just started or told to end goes on by itself: that moment is a step of its own.
//
// With NODE_OPTIONS a command has it too, and hands it on to the agent that it starts.
const isAgent = process.argv.some((word) => word === 'serve' || word.endsWith('agent-of.ts'));
const file = (isAgent && process.env.LLMKUBE_TEST_DEATH) || '';
const { existsSync, readFileSync, readlinkSync, writeFileSync, writeSync } = fs;
const kill = process.kill.bind(process);
const counts = new Map<string, number>();

type Work = (this: unknown, ...args: unknown[]) => unknown;

/** Whether it is to die there; else the step is gone. */
function isDeath(kind: string): boolean {
  if (!existsSync(file) || existsSync(`${file}.where`)) return false;
  const count = (counts.get(kind) ?? 0) + 1;
  counts.set(kind, count);
  const step = `${kind}, ${count}`;
  const last = readFileSync(file, 'utf8');
  if (last === '') writeFileSync(`${file}.steps`, `${step}\n`, { flag: 'a' });
  return last === step;
}

function die(kind: string): void {
  writeFileSync(`${file}.where`, kind);
  kill(process.pid, 'SIGKILL');
}

function step(...words: readonly unknown[]): void {
  const kind = kindOf(words);
  if (isDeath(kind)) die(kind);
}

/** A step by what it is about, which is the same in every run. */
function kindOf(words: readonly unknown[]): string {
  const home = process.env.HOME ?? '';
  return words
    .join(' ')
    .replaceAll(home, '')
    .replaceAll('/.local/state/llmkube', '')
    .replace(/\b[0-9a-f]{16}\b/g, 'ID')
    .replace(/\.new-\w{6}\b/g, '.new-ID')
    .replace(/\b\d+\b/g, 'N');
}

let isInside = false;

/** Replaces a call; what it calls itself to do its work, and what is called here, is no step. */
function wrap(owner: object, name: string, make: (work: Work) => Work): void {
  const work = Reflect.get(owner, name) as Work;
  const ownWork = make(work);
  Reflect.set(owner, name, function (this: unknown, ...args: unknown[]) {
    if (isInside) return work.apply(this, args);
    isInside = true;
    try {
      return ownWork.apply(this, args);
    } finally {
      isInside = false;
    }
  });
}

/** Whether a call with these arguments changes anything; what is not named does so always. */
const isChange: Readonly<Record<string, (args: readonly unknown[]) => boolean>> = {
  rm: ([path]) => existsSync(String(path)),
  unlink: ([path]) => existsSync(String(path)),
  mkdir: ([path]) => !existsSync(String(path)) && existsSync(dirname(String(path))),
  open: ([path, flags]) => /w/.test(String(flags)) || (isMade(flags) && !existsSync(String(path))),
};

function isMade(flags: unknown): boolean {
  return typeof flags === 'number' ? (flags & fs.constants.O_CREAT) > 0 : /a/.test(String(flags));
}

function wrapChange(owner: object, name: string, kind = name): void {
  wrap(owner, name, (work) => {
    return function (...args) {
      if (isChange[kind]?.(args) !== false) step(kind, args[0]);
      return work.apply(this, args);
    };
  });
}

function wrapWrite(owner: object, name: string): void {
  wrap(owner, name, (work) => {
    return function (...args) {
      const [target, text] =
        typeof this === 'object' && hasNumber(this) ? [this.fd, ...args] : args;
      const isOwnOutput = typeof target === 'number' && target <= 2;
      if (!isOwnOutput) stepThroughWrite(target, String(text));
      return work.apply(this, args);
    };
  });
}

function hasNumber(owner: object | null): owner is { readonly fd: number } {
  return owner !== null && 'fd' in owner;
}

function stepThroughWrite(target: unknown, text: string): void {
  const place = typeof target === 'number' ? readlinkSync(`/proc/self/fd/${target}`) : target;
  step('write', place);
  if (text.length < 2) return;
  const kind = kindOf(['half a write', place]);
  if (!isDeath(kind)) return;
  const half = text.slice(0, text.length / 2);
  if (typeof target === 'number') writeSync(target, half);
  else writeFileSync(String(target), half, { mode: 0o600 });
  die(kind);
}

function wrapWithAfter(
  owner: object,
  name: string,
  wordsOf: (args: readonly unknown[]) => readonly unknown[] | undefined,
): void {
  wrap(owner, name, (work) => {
    return function (...args) {
      const words = wordsOf(args);
      if (words === undefined) return work.apply(this, args);
      step('before', name, ...words);
      const result = work.apply(this, args);
      step('after', name, ...words);
      return result;
    };
  });
}

function hasEnded(pid: number): boolean {
  const text = existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, 'utf8') : ') X';
  return /\) [XZ]/.test(text);
}

const handle = await fs.promises.open('/dev/null');
const handles: object = Object.getPrototypeOf(handle);
await handle.close();

const changing = [
  'rename',
  'rm',
  'unlink',
  'mkdir',
  'mkdtemp',
  'link',
  'chmod',
  'truncate',
  'open',
];
for (const name of changing) {
  wrapChange(fs.promises, name);
  wrapChange(fs, `${name}Sync`, name);
}
for (const name of ['writeSync', 'writeFileSync', 'appendFileSync']) wrapWrite(fs, name);
wrapWrite(fs.promises, 'writeFile');
for (const name of ['writeFile', 'appendFile']) wrapWrite(handles, name);
for (const name of ['listen', 'close']) {
  wrap(net.Server.prototype, name, (work) => {
    return function (...args) {
      step(name);
      return work.apply(this, args);
    };
  });
}
// Who asks for the version of an engine starts nothing that stays.
wrapWithAfter(childProcess, 'spawn', ([program, args]) =>
  Array.isArray(args) && args.includes('--host') ? [program] : undefined,
);
// The number 0 asks and does nothing, and who has ended is not hit.
wrapWithAfter(process, 'kill', ([pid, signal]) =>
  signal === 0 || hasEnded(Math.abs(Number(pid))) ? undefined : [signal],
);
syncBuiltinESMExports();
