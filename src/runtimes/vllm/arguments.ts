import type { ReservedWords } from '../../core/runtime.ts';
import { pythonArguments } from '../python-arguments.ts';
import { fields } from './fields.ts';

export const reserved: ReservedWords = [
  [['--model', '--revision'], 'write `model.source`'],
  [['--hf-token'], 'name a Secret in `model.tokenSecret`, as arguments are seen by all'],
  [['--download-dir'], 'the weights are kept in the cache'],
  [['--served-model-name'], 'write `model.id`'],
  [['--host', '--uds'], 'write `network.bindAddress`'],
  [['--port'], 'it is fixed; `network.service.port` is the one of clients'],
  [['--max-model-len'], 'write `serving.contextLength`'],
  [['--max-num-seqs'], 'write `serving.concurrency`'],
  [['--runner'], 'write `serving.mode`'],
  [
    ['--speculative-config', '-sc', '--spec-method', '--spec-model', '--spec-tokens'],
    'write `serving.speculative` or `runtime.vllm.draft`',
  ],
  [['--disable-log-stats'], 'with it the engine tells no metrics'],
  [['--api-key'], 'name a Secret in `network.apiKeySecret`, as arguments are seen by all'],
  [['--ssl-keyfile', '--ssl-certfile'], 'probes and clients speak HTTP to it'],
  [['--root-path'], 'clients and probes find the API at its root'],
  [['--nnodes', '-n', '--node-rank', '-r'], 'a release is one pod'],
  [['--headless', '--grpc'], 'clients and probes speak HTTP to it'],
  [['--shutdown-timeout'], 'write `rollout.drainSeconds`'],
  [['--config'], 'write what is in that file as arguments'],
];

export const words = pythonArguments({ runtime: 'vllm', fields, reserved });

export const { argProblems, isSaid } = words;

const variables: Readonly<Record<string, string>> = {
  HF_TOKEN: 'is told by `model.tokenSecret`',
  HUGGING_FACE_HUB_TOKEN: 'is told by `model.tokenSecret`',
  VLLM_API_KEY: 'is what `network.apiKeySecret` sets; write that',
};

/** Variables that say what a field does. */
export function variableProblem(name: string): string | undefined {
  return Object.hasOwn(variables, name) ? variables[name] : undefined;
}
