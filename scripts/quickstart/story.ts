import path from 'node:path';
import { execa } from 'execa';
import { runShown } from '../demo/run-shown.ts';

const program = path.resolve(import.meta.dirname, '../../bin/run.js');

/** A name that nobody's own release has. */
const release = 'quickstart';
const question = 'Name the capital city of France.';
const remove = ['delete', release, '--local'];
/** A small model may not find the end of its answer; the end of the context is one. */
const context = ['--context-length', '512'];

/** Deploys the model on this machine, asks it, lists and deletes; it is gone whatever happens. */
export async function tellStory(model: string, signal: AbortSignal): Promise<void> {
  let isGone = false;
  try {
    await llmkube(signal, 'deploy', release, '--source', model, ...context, '--local');
    await llmkube(signal, 'chat', release, question, '--once', '--local');
    await llmkube(signal, 'list', '--local');
    await llmkube(signal, ...remove);
    isGone = true;
  } finally {
    // What a command that failed or was interrupted has begun; there may be nothing.
    if (!isGone) await quietly(...remove);
    await stopIdleAgent();
  }
}

/** What the doctor says of this machine, for where an engine cannot be brought. */
export async function askDoctor(signal: AbortSignal): Promise<void> {
  await llmkube(signal, 'doctor', '--local');
}

async function llmkube(signal: AbortSignal, ...args: string[]): Promise<void> {
  signal.throwIfAborted();
  await runShown({ name: 'llmkube', program: [process.execPath, program], args, env: {} });
}

// It would end by itself after a while; one that has releases of its user is left alone.
async function stopIdleAgent(): Promise<void> {
  const { releases } = JSON.parse((await quietly('metal', 'status', '-o', 'json')) || '{}');
  if (releases === 0) await quietly('metal', 'stop');
}

// In a process group of its own, which what is typed on the terminal does not reach.
async function quietly(...args: string[]): Promise<string> {
  const options = { reject: false, detached: true } as const;
  return (await execa(process.execPath, [program, ...args], options)).stdout;
}
