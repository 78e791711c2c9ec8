import type { ReservedWords } from '../../core/runtime.ts';
import { pythonArguments } from '../python-arguments.ts';
import { fields } from './fields.ts';

export const reserved: ReservedWords = [
  [['--model-path', '--revision'], 'write `model.source`'],
  [['--download-dir'], 'the weights are kept in the cache'],
  [['--served-model-name'], 'write `model.id`'],
  [['--host'], 'write `network.bindAddress`'],
  [['--port'], 'it is fixed; `network.service.port` is the one of clients'],
  [['--context-length'], 'write `serving.contextLength`'],
  [['--max-running-requests'], 'write `serving.concurrency`'],
  [['--is-embedding'], 'write `serving.mode`'],
  [['--enable-metrics'], 'it is given already'],
  [
    ['--api-key', '--admin-api-key'],
    'arguments are seen by all, and the engine reads it nowhere else',
  ],
  [['--ssl-keyfile', '--ssl-certfile'], 'probes and clients speak HTTP to it'],
  [['--grpc-mode'], 'clients and probes speak HTTP to it'],
  [['--nnodes', '--node-rank', '--dist-init-addr', '--nccl-init-addr'], 'a release is one pod'],
  [['--config'], 'write what is in that file as arguments'],
];

export const words = pythonArguments({ runtime: 'sglang', fields, reserved });

export const { argProblems, isSaid } = words;

const variables: Readonly<Record<string, string>> = {
  HF_TOKEN: 'is told by `model.tokenSecret`',
  HUGGING_FACE_HUB_TOKEN: 'is told by `model.tokenSecret`',
};

/** Variables that say what a field does. */
export function variableProblem(name: string): string | undefined {
  return Object.hasOwn(variables, name) ? variables[name] : undefined;
}
