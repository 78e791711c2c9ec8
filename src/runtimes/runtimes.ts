import type { Runtime } from '../core/runtime.ts';
import { generic } from './generic/generic.ts';
import { llamacpp } from './llamacpp/llamacpp.ts';
import { sglang } from './sglang/sglang.ts';
import { vllm } from './vllm/vllm.ts';

/** Every runtime there is: the only place that names all of them. */
export const runtimes: readonly Runtime[] = [llamacpp, vllm, sglang, generic];

export function runtimeNamed(name: string): Runtime {
  const runtime = runtimes.find((candidate) => candidate.name === name);
  if (runtime === undefined) throw new RangeError(`no runtime is named ${name}`);
  return runtime;
}
