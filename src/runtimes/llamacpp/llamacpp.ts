import type { Runtime } from '../../core/runtime.ts';

/** llama.cpp's own server, `llama-server`: GGUF weights, one model in one process. */
export const llamacpp = {
  name: 'llamacpp',
  port: 8080,
  healthPath: '/health',
  fieldWords: {
    'spec.model.id': '--alias',
    'spec.model.source': '--model',
    'spec.serving.contextLength': '--ctx-size',
    'spec.hardware.gpus': '--n-gpu-layers 999, when there is one',
  },
  args: ({ modelId, contextLength, gpus }, { weights, socket }) => [
    '--model',
    weights,
    '--alias',
    modelId,
    // A name that ends in .sock is a unix socket.
    ...(socket === undefined ? ['--host', '0.0.0.0', '--port', '8080'] : ['--host', socket]),
    '--ctx-size',
    String(contextLength),
    // More than any model has: builds differ in what they offload by default.
    ...(gpus > 0 ? ['--n-gpu-layers', '999'] : []),
    // From level 4 on the engine tells where each buffer lies: the evidence of what it uses.
    '--log-verbosity',
    '4',
  ],
} as const satisfies Runtime;
