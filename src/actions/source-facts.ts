import { sourceFieldOf } from '../core/intent/model-files.ts';
import type { Intent, Place } from '../core/intent/schema.ts';
import { needsSourceFacts } from '../core/resolve/resolve.ts';
import { filesToAsk, sharesToken } from '../core/resolve/resolve-files.ts';
import type { Resolved } from '../core/resolve/resolved.ts';
import { parseSource, type Source } from '../core/source/parse-source.ts';
import { isLoopback } from '../core/source/s3-place.ts';
import type { SourceFacts } from '../core/source/source-facts.ts';
import { type WeightsForm, weightsFormOf } from '../core/source/weights-form.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import { runtimeNamed } from '../runtimes/runtimes.ts';
import { interruption } from './interruption.ts';
import type { Ports } from './ports.ts';

export interface Wanted {
  readonly intent: Intent;
  readonly previous: Resolved | undefined;
  readonly place: Place;
  /** The store that whoever asks has named: this machine signs for it. */
  readonly signsFor?: string | undefined;
  /** The verb that asks, as its sentences name it; `deploy` by default. */
  readonly verb?: 'deploy' | 'render';
}

type Asking = Pick<Ports, 'readSource' | 'emit' | 'signal'>;

/** Asks the sources what they have, where the record does not hold it already. */
export async function sourceFacts(wanted: Wanted, ports: Asking): Promise<SourceFacts> {
  const { intent, previous } = wanted;
  const { source: text } = intent.model;
  const runtime = runtimeNamed(intent.runtime.kind);
  const form = weightsFormOf(parseSource(text), runtime.weights);
  const facts = needsSourceFacts({ intent, previous, runtime })
    ? await askSource({ text, form, hasTokenSecret: isShown(text, intent) }, wanted, ports)
    : {};
  const asked = filesToAsk({ intent, previous });
  if (asked.length === 0) return facts;
  const beside: Record<string, SourceFacts> = {};
  for (const file of asked) {
    const isShared = sharesToken(intent, file) || isOfS3WithKeys(file.source, intent);
    const question = { text: file.source, hasTokenSecret: isShared };
    try {
      beside[file.source] ??= await askSource(question, wanted, ports);
    } catch (error) {
      throw error instanceof LlmkubeError ? ofField(error, sourceFieldOf(file)) : error;
    }
  }
  return { ...facts, beside };
}

// What the pod shows that fetches it.
function isShown(text: string, intent: Intent): boolean {
  if (parseSource(text).kind === 's3') return isOfS3WithKeys(text, intent);
  return intent.model.tokenSecret !== undefined;
}

function isOfS3WithKeys(text: string, { model }: Intent): boolean {
  return parseSource(text).kind === 's3' && model.s3?.secret !== undefined;
}

// Whoever reads a source takes it for that of the weights.
function ofField(error: LlmkubeError, field: string): LlmkubeError {
  if (error.facts.field !== 'model.source') return error;
  const facts = { ...error.facts, field };
  const suggestions = error.suggestions.filter((text) => !text.includes('--source'));
  return new LlmkubeError(error.code, error.message, { facts, suggestions, cause: error });
}

interface Question {
  readonly text: string;
  readonly form?: WeightsForm;
  readonly hasTokenSecret: boolean;
}

async function askSource(
  { text, form = 'file', hasTokenSecret }: Question,
  { intent, place, signsFor, verb = 'deploy' }: Wanted,
  { readSource, emit, signal }: Asking,
): Promise<SourceFacts> {
  const source = parseSource(text);
  if (source.kind === 'claim' || source.kind === 'oci') return {};
  const store = intent.model.s3;
  const question = { source, form, place, hasTokenSecret, store, signsFor };
  const answer = await readSource(question, signal);
  warnOfLoopback(answer.facts, { source, place }, emit);
  if (answer.kind === 'reached') {
    const {
      url = source.kind === 'http' ? source.url : text,
      bytes,
      sha256,
      commit,
    } = answer.facts;
    emit({
      type: 'sourceRead',
      url,
      ...(bytes === undefined ? {} : { bytes }),
      ...(sha256 === undefined ? {} : { sha256 }),
      ...(commit === undefined ? {} : { commit }),
    });
    return answer.facts;
  }
  // A question that was broken off says nothing about the source.
  if (signal.aborted) {
    const details = { fact: 'nothing was changed', suggestions: [] };
    throw interruption(signal, `${verb} \`${intent.model.id}\``, details);
  }
  emit({
    type: 'warning',
    message: `cannot reach the source from here (${answer.why}); the download may, so its size stays unknown`,
  });
  return answer.facts;
}

function warnOfLoopback(
  { endpoint }: SourceFacts,
  { source, place }: { readonly source: Source; readonly place: Place },
  emit: Asking['emit'],
): void {
  const isOfPod = source.kind === 's3' && place === 'pod';
  if (!isOfPod || endpoint === undefined || !isLoopback(endpoint)) return;
  emit({
    type: 'warning',
    message: `the store \`${endpoint}\` is this machine, and a pod asks itself there: name one that pods reach with --set model.s3.endpoint=https://<host of the store>`,
  });
}
