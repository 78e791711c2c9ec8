import type { Intent, Place } from '../core/intent/schema.ts';
import { needsSourceFacts } from '../core/resolve/resolve.ts';
import type { Resolved } from '../core/resolve/resolved.ts';
import { parseSource } from '../core/source/parse-source.ts';
import type { SourceFacts } from '../core/source/source-facts.ts';
import { weightsFormOf } from '../core/source/weights-form.ts';
import { runtimeNamed } from '../runtimes/runtimes.ts';
import { interruption } from './interruption.ts';
import type { Ports } from './ports.ts';

export interface Wanted {
  readonly intent: Intent;
  readonly previous: Resolved | undefined;
  readonly place: Place;
  /** The verb that asks, as its sentences name it; `deploy` by default. */
  readonly verb?: 'deploy' | 'render';
}

/** Asks the source what it has, where the record does not hold it already. */
export async function sourceFacts(
  { intent, previous, place, verb = 'deploy' }: Wanted,
  { readSource, emit, signal }: Pick<Ports, 'readSource' | 'emit' | 'signal'>,
): Promise<SourceFacts> {
  const source = parseSource(intent.model.source);
  const isAsked = source.kind === 'http' || source.kind === 'hub' || source.kind === 'path';
  const runtime = runtimeNamed(intent.runtime.kind);
  if (!isAsked || !needsSourceFacts({ intent, previous, runtime })) return {};
  const form = weightsFormOf(source, runtime.weights);
  const hasTokenSecret = intent.model.tokenSecret !== undefined;
  const answer = await readSource({ source, form, place, hasTokenSecret }, signal);
  if (answer.kind === 'reached') {
    const {
      url = source.kind === 'http' ? source.url : intent.model.source,
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
