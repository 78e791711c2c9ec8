import { mergeIntent } from '../../../src/core/intent/merge-intent.ts';
import { plainIntent } from '../field-changes.ts';
import { fieldValues } from './field-values.ts';
import { readGoldens } from './goldens.ts';
import type { GoldenInput } from './pipeline.ts';
import { refusals } from './refusals.ts';
import { readSpec } from './render-golden.ts';

/** Whatever some golden is made of, each once. */
export function goldenInputs(): readonly GoldenInput[] {
  const raws = [
    ...fieldValues().flatMap(({ before, after }) => [before, after]),
    ...Object.values(refusals).map((part) => mergeIntent(plainIntent, part)),
  ];
  const inputs = [
    ...readGoldens().map(({ spec, place }) => readSpec(spec, place)),
    ...raws.map((raw) => ({ release: 'qwen', namespace: 'default', raw })),
  ];
  return [...new Map(inputs.map((input) => [JSON.stringify(input), input])).values()];
}
