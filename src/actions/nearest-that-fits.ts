import { answerFit } from '../core/fit/answer-fit.ts';
import type { FitHardware } from '../core/fit/fit-hardware.ts';
import type { FitNearest } from '../core/fit/fit-result.ts';
import { readFacts } from '../core/fit/read-facts.ts';
import type { GgufModel } from '../core/gguf/gguf-header.ts';
import { kindOf } from '../core/gguf/kind-of.ts';
import { quantisationOf } from '../core/gguf/quantisation-of.ts';
import { type SizedFile, smallerModels } from '../core/source/choose-hub-file.ts';
import { parseSource } from '../core/source/parse-source.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import type { ReadRepository } from '../models/read-repositories.ts';
import type { FitRequest } from './fit-model.ts';
import { type ModelPorts, readModel } from './read-model.ts';

export interface FitPorts extends ModelPorts {
  readonly readRepository: ReadRepository;
}

/** So many headers are read, each of which may take seconds. */
const mostTried = 6;

/**
 * The largest file of the same repository with the same model that fits where this one does not;
 * nothing where the source is of no hub, and where none is found among the six largest that are
 * no larger than all the memory.
 */
export async function nearestThatFits(
  request: FitRequest,
  model: GgufModel,
  ports: FitPorts,
): Promise<FitNearest | undefined> {
  const source = parseSource(request.source);
  if (source.kind !== 'hub') return undefined;
  const { repo, revision } = source;
  const sight = await ports.readRepository(repo, revision);
  if (sight.kind !== 'seen') return undefined;
  const ofModel = model.tensors.reduce((sum, { bytes }) => sum + bytes, 0);
  const below = Math.min(ofModel, bytesOf(request.hardware));
  const at = revision === undefined ? repo : `${repo}@${revision}`;
  for (const sized of smallerModels(sight.facts.files, below).slice(0, mostTried)) {
    const asked = { ...request, source: `hf://${at}/${sized.file}` };
    const found = await tryFile(sized, { asked, model }, ports);
    if (found !== undefined) return found;
  }
  return undefined;
}

interface Tried {
  readonly asked: FitRequest;
  /** The one that does not fit. */
  readonly model: GgufModel;
}

async function tryFile(
  { file, bytes }: SizedFile,
  { asked, model }: Tried,
  ports: FitPorts,
): Promise<FitNearest | undefined> {
  const other = await readOther(asked.source, ports);
  if (other === undefined || !isSameModel(model, other)) return undefined;
  const answer = answerFit({ ...asked, model: other });
  if (answer.kind === 'refused' || !answer.result.fits) return undefined;
  return { source: asked.source, quantisation: quantisationOf(other, file), bytes };
}

// A file that cannot be read is none to name.
async function readOther(source: string, ports: FitPorts): Promise<GgufModel | undefined> {
  try {
    return (await readModel(source, ports)).model;
  } catch (error) {
    if (error instanceof LlmkubeError && error.code === 'SOURCE_REFUSED') return undefined;
    throw error;
  }
}

// A repository may have models of several sizes, and drafts beside them.
function isSameModel(one: GgufModel, other: GgufModel): boolean {
  if (kindOf(other) !== 'model') return false;
  const [first, second] = [readFacts(one), readFacts(other)];
  return (
    first.architecture === second.architecture &&
    first.layers.length === second.layers.length &&
    first.embeddingLength === second.embeddingLength
  );
}

function bytesOf({ devices, hostBytes = Number.POSITIVE_INFINITY }: FitHardware): number {
  return devices.reduce((sum, { totalBytes }) => sum + totalBytes, hostBytes);
}
