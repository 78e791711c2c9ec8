import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describeCause } from '../../src/errors/describe-cause.ts';
import { findPip } from '../models/find-pip.ts';
import { fetchSmallChatModel } from '../models/small-chat-model.ts';
import { writeTinyGguf } from '../models/write-tiny-gguf.ts';

export interface BroughtModel {
  readonly path: string;
  /** Whether it can answer, or only babble. */
  readonly canChat: boolean;
}

/** The small chat model in `folder`; where it cannot be had, a tiny one that babbles, and why. */
export async function bringModel(folder: string, signal: AbortSignal): Promise<BroughtModel> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const work = await mkdtemp(path.join(tmpdir(), 'llmkube-quickstart-'));
  try {
    const model = await fetchSmallChatModel(folder, () => findPip(work));
    return { path: model.path, canChat: true };
  } catch (error) {
    signal.throwIfAborted();
    process.stderr.write(`The small chat model cannot be fetched: ${describeCause(error)}\n`);
    process.stderr.write('A tiny one is written instead; it answers, but only babbles.\n');
    const file = path.join(folder, 'tiny.gguf');
    await writeTinyGguf(file);
    return { path: file, canChat: false };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
