import { answerEngineFit } from '../core/fit/engines/answer-engine-fit.ts';
import type { TransformersEngine } from '../core/fit/engines/engine-name.ts';
import type { FitResult } from '../core/fit/fit-result.ts';
import { quoteWord } from '../core/text/quote-word.ts';
import { readConfig } from '../core/transformers/read-config.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import { findWeights } from './find-weights.ts';
import { type FitRequest, fitModel } from './fit-model.ts';
import type { FitPorts } from './nearest-that-fits.ts';
import { type RepositoryPorts, readRepository } from './read-repository.ts';

export interface FitAnyRequest extends FitRequest {
  /** The engine; where nobody says it, the form of the weights decides. */
  readonly runtime: 'llamacpp' | TransformersEngine | undefined;
}

/** Reads a model in any form and says whether it fits; throws for what is no model. */
export async function fitAnyModel(
  { runtime, ...request }: FitAnyRequest,
  ports: FitPorts & RepositoryPorts,
): Promise<FitResult> {
  const { source } = request;
  const wants = runtime === undefined ? undefined : runtime === 'llamacpp' ? 'gguf' : 'safetensors';
  const found = await findWeights(source, wants, ports);
  if (found.kind === 'gguf') return await fitModel(request, ports);
  const model = await readRepository(source, found.folder, ports);
  const engine = runtime === undefined || runtime === 'llamacpp' ? 'vllm' : runtime;
  const { files, missingFiles } = model;
  if (missingFiles > 0) {
    throw notPlanned(request, `these are ${files} of the ${files + missingFiles} files of a model`);
  }
  if (model.config === undefined) throw notPlanned(request, 'it has no config.json');
  const config = readConfig(model.config);
  if (config.kind === 'problem') throw notPlanned(request, config.fact);
  const { devices } = request.hardware;
  const { facts } = config;
  const answer = answerEngineFit({ ...request, engine, facts, devices, tensors: model.tensors });
  if (answer.kind === 'refused') throw notPlanned(request, answer.fact);
  return answer.result;
}

function notPlanned({ source, hardware }: FitRequest, fact: string): LlmkubeError {
  const word = quoteWord(source);
  return new LlmkubeError('SOURCE_REFUSED', `Cannot plan for \`${source}\`: ${fact}`, {
    facts: { field: 'model.source', source },
    suggestions: [
      ...(hardware.devices.length === 0 ? [`llmkube fit ${word} --gpu-memory 80Gi`] : []),
      `llmkube model inspect ${word}`,
    ],
  });
}
