import {
  type Blocks,
  becomes,
  blockOf,
  dropped,
  inEngine,
  refused,
  repository,
  secret,
  token,
} from './engine-sample.ts';
import type { Fate, Sample } from './field-samples.ts';
import { sglangSamples } from './sglang-samples.ts';
import { vllmSamples } from './vllm-samples.ts';

const inTgi = (part: object) => becomes({ runtime: { kind: 'tgi', tgi: part } });
const tgi = blockOf(['tgi', 'tgiConfig'], {
  quantize: [[{ quantize: 'awq' }, inTgi({ quantization: 'awq' })]],
  maxInputLength: [[{ maxInputLength: 1024 }, inTgi({ maxInputTokens: 1024 })]],
  maxTotalTokens: [[{ maxTotalTokens: 4096 }, becomes({ serving: { contextLength: 4096 } })]],
  dtype: [
    [{ dtype: 'float16' }, inTgi({ dtype: 'float16' })],
    [{ dtype: 'float16', quantize: 'awq' }, refused('which decides it')],
  ],
  hfTokenSecretRef: [[{ hfTokenSecretRef: secret }, token]],
});

const speaks = (part: object) => becomes({ runtime: { kind: 'personaplex', personaplex: part } });

const personaplex = blockOf(['personaplex', 'personaPlexConfig'], {
  quantize4Bit: [
    [{ quantize4Bit: true }, speaks({ quantization: '4bit' })],
    [{ quantize4Bit: false }, dropped('said nothing')],
  ],
  cpuOffload: [[{ cpuOffload: true }, speaks({ cpuOffload: true })]],
  hfTokenSecretRef: [[{ hfTokenSecretRef: secret }, token]],
});

const ofOthers: Blocks = Object.fromEntries(
  Object.entries({ ...vllmSamples, ...sglangSamples, ...tgi, ...personaplex }).map(
    ([field, samples]) => {
      const [block = '', word = ''] = /^(\w+)Config/.exec(field) ?? [];
      const kind = word.toLowerCase();
      const own = samples[0]?.service ?? {};
      const service = { [block]: Reflect.get(own, block) };
      return [
        field,
        [...samples, { service, fate: dropped(`\`${kind}\``.replace('`vllm`', 'vLLM')) }],
      ];
    },
  ),
);

const url = { source: 'https://models.example/qwen.bin' };
export const generic = (service: object, fate: Fate, model: object = url): Sample =>
  inEngine('generic', service, fate, model);

/** Samples of what the operator told engines other than llama.cpp. */
export const engineSamples: { readonly runtime: readonly Sample[]; readonly fields: Blocks } = {
  runtime: [
    ...['vllm', 'sglang', 'tgi', 'personaplex'].map((kind) =>
      inEngine(kind, {}, becomes({ model: repository, runtime: { kind } })),
    ),
    inEngine('vllm', {}, becomes({ model: { id: 'org/model' } })),
    inEngine('vllm', { extraArgs: ['--served-model-name', 'x'] }, becomes({ model: { id: 'x' } })),
    inEngine('sglang', { modelRef: 'qwen' }, becomes({ model: repository })),
    inEngine('sglang', { image: undefined }, dropped('has another image'), {
      ...repository,
      hardware: { gpu: { count: 1, vendor: 'amd' } },
    }),
    generic({}, becomes({ model: url, runtime: { kind: 'generic', image: 'engine:1' } })),
    generic({ image: undefined }, refused('without `image`')),
    inEngine('personaplex', { image: undefined }, refused('without `image`')),
  ],
  fields: {
    ...ofOthers,
    args: [
      generic({ args: ['--x'] }, becomes({ runtime: { args: ['--x'] } })),
      generic({ args: ['$(A)'] }, refused('of another variable')),
      generic({ args: [] }, dropped('is empty')),
      { service: { args: ['--x'] }, fate: dropped('`generic`') },
    ],
  },
};
