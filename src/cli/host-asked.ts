import { LlmkubeError } from '../errors/llmkube-error.ts';
import { parseMemory } from './parse-memory.ts';

/** The host that a plan is for. */
export type HostAsked =
  | { readonly kind: 'this machine' }
  /** What may be taken of it; nothing where nobody has said. */
  | { readonly kind: 'another'; readonly bytes: number | undefined };

/** Reads `--host-memory` and `--local`, of which one says what the other one does. */
export function hostAsked(
  memory: string | undefined,
  isLocal: boolean,
  platform: NodeJS.Platform = process.platform,
): HostAsked {
  const bytes = parseMemory(memory);
  if (!isLocal) return { kind: 'another', bytes };
  if (bytes !== undefined) throw usage('`--local` says already how much memory the host has');
  // One memory for both: what of it a GPU may take is for nobody to be counted twice.
  if (platform === 'darwin') throw usage('GPU and host of this machine share their memory');
  return { kind: 'this machine' };
}

function usage(fact: string): LlmkubeError {
  return new LlmkubeError('USAGE', `Cannot plan for this machine: ${fact}`, {
    facts: { flag: '--local' },
    suggestions: ['llmkube fit <model> --gpu-memory 24Gi --host-memory 16Gi'],
  });
}
