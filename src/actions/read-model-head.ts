import type { ModelHead } from '../core/engine/model-head.ts';
import type { Repository, Resolved } from '../core/resolve/resolved.ts';
import { publicHub } from '../core/source/hub.ts';
import { parseSource } from '../core/source/parse-source.ts';
import { readConfig } from '../core/transformers/read-config.ts';
import { describeCause } from '../errors/describe-cause.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import type { HeaderPlace } from '../models/read-metadata-of.ts';
import { interruption } from './interruption.ts';
import { jsonIn } from './json-in.ts';
import type { Ports } from './ports.ts';
import { readModelAt } from './read-model.ts';
import { readTensors } from './read-tensors.ts';
import { sourceRefused } from './source-refused.ts';

export type HeadPorts = Pick<
  Ports,
  'readHeader' | 'openWeights' | 'readSafetensors' | 'emit' | 'signal'
>;

export interface HeadAsked {
  readonly model: Resolved['model'];
  /** The verb that asks, as in "Cannot deploy `qwen`". */
  readonly what: string;
  /** Whether it matters how large the weights are; else a file for each of them is not read. */
  readonly needsWeights: boolean;
}

/**
 * Whether the files of a model can be read from here before it is deployed. A source that does not
 * say how large it is was not reached, which has been told.
 */
export function hasReadableHead(model: Resolved['model']): boolean {
  if (model.kind === 'file') return true;
  return model.kind !== 'claim' && model.bytes !== undefined;
}

/**
 * Reads what the files of a model say before its weights. What cannot be read stops nobody, as the
 * pod may well read what this machine cannot: it is a warning.
 */
export async function readModelHead(
  asked: HeadAsked,
  ports: HeadPorts,
): Promise<ModelHead | undefined> {
  const { model, what } = asked;
  if (!hasReadableHead(model)) return undefined;
  try {
    return model.kind === 'repository'
      ? await headOfRepository(model, asked, ports)
      : await headOfFile(model, ports);
  } catch (error) {
    if (ports.signal.aborted) {
      const details = { fact: 'nothing was changed', suggestions: [] };
      throw interruption(ports.signal, what, details);
    }
    if (!(error instanceof LlmkubeError) || error.code !== 'SOURCE_REFUSED') throw error;
    ports.emit({ type: 'warning', message: `its memory is not computed: ${error.message}` });
    return undefined;
  }
}

async function headOfFile(
  model: Exclude<Resolved['model'], Repository>,
  ports: HeadPorts,
): Promise<ModelHead | undefined> {
  const place = placeOf(model);
  if (place === undefined) return undefined;
  return { form: 'gguf', gguf: (await readModelAt([place], model.source, ports)).model };
}

function placeOf(model: Exclude<Resolved['model'], Repository>): HeaderPlace | undefined {
  if (model.kind === 'claim') return undefined;
  if (model.kind === 'file') return { kind: 'file', path: model.file };
  const { kind } = parseSource(model.source);
  const region = kind === 's3' ? model.s3?.region : undefined;
  return { kind: 'url', url: model.url, isHub: kind === 'hub', region };
}

async function headOfRepository(
  { source: text, repo, revision, endpoint = publicHub }: Repository,
  { needsWeights }: HeadAsked,
  ports: HeadPorts,
): Promise<ModelHead> {
  try {
    // What the release was made with, and not what a branch has become.
    const at = revision === undefined ? {} : { revision };
    const folder = await ports.openWeights({ kind: 'hub', repo, ...at }, endpoint);
    const config = readConfig(await jsonIn(folder, 'config.json'));
    if (config.kind === 'problem') throw sourceRefused(text, config.fact);
    if (!needsWeights) return { form: 'transformers', facts: config.facts, tensors: [] };
    const { tensors, files, missingFiles } = await readTensors(text, folder, ports);
    if (missingFiles > 0) {
      throw sourceRefused(
        text,
        `these are ${files} of the ${files + missingFiles} files of a model`,
      );
    }
    return { form: 'transformers', facts: config.facts, tensors };
  } catch (error) {
    // A hub that breaks off says so in words of its own.
    throw error instanceof LlmkubeError ? error : sourceRefused(text, describeCause(error));
  }
}
