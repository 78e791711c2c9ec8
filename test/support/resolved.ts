import type { Resolved } from '../../src/core/resolve/resolved.ts';

/** A small resolved release, with the given differences. */
export function resolvedWith(changes: Partial<Resolved> = {}): Resolved {
  return {
    modelId: 'Qwen',
    runtime: 'llamacpp',
    image: 'llama-server:1',
    model: {
      kind: 'download',
      source: 'https://models.example/m.gguf',
      url: 'https://models.example/m.gguf',
      bytes: 1000,
      folder: '0123456789abcdef',
      file: '0123456789abcdef/m.gguf',
      marker: '0123456789abcdef/m.gguf.complete',
    },
    contextLength: 8192,
    replicas: 1,
    gpus: 0,
    cache: { mode: 'release', bytes: 1024 ** 3 },
    startupSeconds: 601,
    ...changes,
  };
}
