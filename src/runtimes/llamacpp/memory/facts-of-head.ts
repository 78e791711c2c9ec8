import type { ModelHead } from '../../../core/engine/model-head.ts';
import type { ModelFacts } from '../../../core/fit/model-facts.ts';
import { readFacts } from '../../../core/fit/read-facts.ts';
import { kindOf } from '../../../core/gguf/kind-of.ts';

/** What a GGUF file says of a model; nothing where it is another file, or none of GGUF. */
export function factsOfHead(head: ModelHead): ModelFacts | undefined {
  if (head.form !== 'gguf' || kindOf(head.gguf) !== 'model') return undefined;
  return readFacts(head.gguf);
}
