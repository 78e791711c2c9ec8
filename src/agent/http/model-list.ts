import type { Backend } from './backend.ts';

/** The models of all releases, in OpenAI's shape. */
export function modelList(backends: readonly Backend[], created: number): object {
  return { object: 'list', data: backends.map((backend) => modelEntry(backend, created)) };
}

/** One model in OpenAI's shape, with its release and whether it answers now. */
export function modelEntry({ model, release, isReady }: Backend, created: number): object {
  return { id: model, object: 'model', created, owned_by: 'llmkube', release, ready: isReady };
}
