import { defined } from '../core/defined.ts';
import { answerFit } from '../core/fit/answer-fit.ts';
import type { FitHardware } from '../core/fit/fit-hardware.ts';
import { fitNodes, type NodesAsked } from '../core/fit/fit-nodes.ts';
import type { FitNodesResult } from '../core/fit/fit-nodes-result.ts';
import type { FitResult } from '../core/fit/fit-result.ts';
import type { GgufModel } from '../core/gguf/gguf-header.ts';
import { kindOf } from '../core/gguf/kind-of.ts';
import { kindWords } from '../core/gguf/kind-words.ts';
import { quoteWord } from '../core/text/quote-word.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import { type FitPorts, nearestThatFits } from './nearest-that-fits.ts';
import { type ModelPorts, readModel } from './read-model.ts';

export interface FitRequest {
  /** As it was typed. */
  readonly name: string;
  /** Where the weights come from. */
  readonly source: string;
  readonly hardware: FitHardware;
  /** Tokens of one conversation, or as many as fit. */
  readonly contextLength: number | 'max';
  /** Conversations at a time; where nobody says it, the engine decides. */
  readonly concurrency: number | undefined;
}

export type NodesRequest = Omit<NodesAsked, 'model'>;

/**
 * Reads the header of a model and says whether it fits, and where it does not, which file of its
 * repository would; throws for what is no model.
 */
export async function fitModel(request: FitRequest, ports: FitPorts): Promise<FitResult> {
  const model = await modelToPlan(request.source, ports);
  const answer = answerFit({ ...request, model });
  if (answer.kind === 'refused') throw notPlanned(request.source, answer.fact);
  if (answer.result.fits) return answer.result;
  const nearest = await nearestThatFits(request, model, ports);
  return { ...answer.result, ...defined({ nearest }) };
}

/** The same for the nodes of a cluster. */
export async function fitModelOnNodes(
  request: NodesRequest,
  ports: ModelPorts,
): Promise<FitNodesResult> {
  const model = await modelToPlan(request.source, ports);
  const answer = fitNodes({ ...request, model });
  if (answer.kind === 'refused') throw notPlanned(request.source, answer.fact);
  return answer.result;
}

async function modelToPlan(source: string, ports: ModelPorts): Promise<GgufModel> {
  const { model } = await readModel(source, ports);
  const kind = kindOf(model);
  if (kind !== 'model') throw notPlanned(source, `it is ${kindWords[kind]}`);
  return model;
}

function notPlanned(source: string, fact: string): LlmkubeError {
  return new LlmkubeError('SOURCE_REFUSED', `Cannot plan for \`${source}\`: ${fact}`, {
    facts: { field: 'model.source', source },
    suggestions: [`llmkube model inspect ${quoteWord(source)}`],
  });
}
