import { homedir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { describeCause } from '../src/errors/describe-cause.ts';
import { foldersOf } from '../src/host/folders.ts';
import { interruptible } from './interruptible.ts';
import { bringEngine } from './quickstart/bring-engine.ts';
import { bringModel } from './quickstart/bring-model.ts';
import { askDoctor, tellStory } from './quickstart/story.ts';

// npm run quickstart: deploys a small chat model on this machine, asks it, lists and deletes. An
// engine that is missing and the model are fetched into the user's cache; nothing is installed.

process.exitCode = await interruptible(run);

async function run(signal: AbortSignal): Promise<number> {
  const { env, platform } = process;
  const folders = foldersOf({ environment: env, home: homedir(), platform });
  const [built, engine, model] = await Promise.allSettled([
    buildProgram(),
    bringEngine(folders),
    bringModel(path.join(folders.cache, 'quickstart'), signal),
  ]);
  signal.throwIfAborted();
  if (built.status === 'rejected') throw built.reason;
  if (engine.status === 'rejected') return await explain(engine.reason, signal);
  if (model.status === 'rejected') throw model.reason;
  const { program, version } = engine.value;
  process.stdout.write(`The engine is llama-server ${version.text}, ${program.file}\n`);
  await tellStory(model.value.path, signal);
  return 0;
}

async function explain(reason: unknown, signal: AbortSignal): Promise<number> {
  process.stderr.write(`There is no engine to run a model on: ${describeCause(reason)}\n`);
  await askDoctor(signal);
  return 1;
}

async function buildProgram(): Promise<void> {
  const root = path.resolve(import.meta.dirname, '..');
  await execa(process.execPath, ['scripts/build.ts'], { cwd: root, stdio: 'inherit' });
}
