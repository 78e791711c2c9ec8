import { parseSource, type Source } from '../core/source/parse-source.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import type { WeightsFolder } from '../models/weights-folder.ts';
import type { RepositoryPorts } from './read-repository.ts';
import { sourceRefused } from './source-refused.ts';

/** In which form a model lies where it comes from. */
export type WeightsFound =
  | { readonly kind: 'gguf' }
  | { readonly kind: 'safetensors'; readonly folder: WeightsFolder };

/**
 * Says in which form the weights of a source are. Of a repository that has both it is GGUF, as
 * `deploy` takes it, unless safetensors are wanted.
 */
export async function findWeights(
  text: string,
  wants: 'gguf' | 'safetensors' | undefined,
  ports: RepositoryPorts,
): Promise<WeightsFound> {
  const source = parseSource(text);
  if (wants === 'gguf' || (wants === undefined && isGguf(source))) return { kind: 'gguf' };
  if (source.kind === 's3') throw notReadInS3(text);
  try {
    const folder = await ports.openWeights(source);
    const hasGguf = folder.names.some((name) => /\.gguf$/i.test(name));
    const hasSafetensors = folder.names.some((name) => name.endsWith('.safetensors'));
    if (wants === 'safetensors' || (hasSafetensors && !hasGguf)) {
      return { kind: 'safetensors', folder };
    }
  } catch (error) {
    // Who cannot look says so in the words of a GGUF file, which most are looked at for.
    if (error instanceof LlmkubeError || wants === 'safetensors') throw error;
  }
  return { kind: 'gguf' };
}

// What is no repository and no folder tells its form by its name.
function isGguf(source: Source): boolean {
  switch (source.kind) {
    case 'hub':
      if (source.file !== undefined) return !source.file.endsWith('.safetensors');
      return source.quantisation !== undefined;
    case 'path':
      return /\.gguf$/i.test(source.path);
    case 'http':
      return !new URL(source.url).pathname.endsWith('.safetensors');
    default:
      return true;
  }
}

function notReadInS3(source: string): LlmkubeError {
  const fact = 'of what is in S3 GGUF files alone are read, and no safetensors';
  const step = 'the same command with hf://<org>/<repo> or ./<folder> as the model';
  return sourceRefused(source, fact, [step]);
}
