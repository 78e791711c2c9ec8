// Every runtime there is, a line for each: the only place that names all of them.
export { generic } from './generic/generic.ts';
export { llamacpp } from './llamacpp/llamacpp.ts';
export { personaplex } from './personaplex/personaplex.ts';
export { sglang } from './sglang/sglang.ts';
export { tgi } from './tgi/tgi.ts';
export { vllm } from './vllm/vllm.ts';
