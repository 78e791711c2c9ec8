import type * as z from 'zod';
import { checkDocument } from '../document/check-document.ts';
import { documentLimits } from '../document/limits.ts';
import type { Problem } from '../document/problem.ts';
import type { SourceDocument } from '../document/read-documents.ts';
import { type Checked, type CheckedModel, type CheckedService, sentenceAt } from './checked.ts';
import { type Conversion, convertService } from './convert-service.ts';
import { type FoundModel, ModelIndex } from './model-index.ts';
import { namespaceNote } from './namespace-note.ts';
import { otherKinds } from './other-kinds.ts';
import { modelSchema } from './v1alpha1/model-schema.ts';
import { operatorVersion } from './v1alpha1/object-schema.ts';
import { serviceSchema } from './v1alpha1/service-schema.ts';

export interface Joined {
  readonly conversions: readonly Conversion[];
  readonly problems: readonly Problem[];
}

/**
 * Collects the operator's documents of one command, and joins every service with its Model once all
 * are there: they may come in any order, and one Model may have several services.
 */
export class OperatorDocuments {
  /** By name and namespace. */
  readonly #models = new Map<string, CheckedModel>();
  readonly #services = new Map<string, CheckedService>();
  /** Of those that have problems already, so that nobody misses them. */
  readonly #spoiled = new Set<string>();
  readonly #held = new Set<unknown>();
  #characters = 0;
  #isAnyMissed = false;

  /** Tells that there is a document that nobody could read: what is missing may be in it. */
  miss(): void {
    this.#isAnyMissed = true;
  }

  /** Takes one, or tells all that keeps it from being read. */
  add(source: SourceDocument): readonly Problem[] {
    const { apiVersion, kind } = Object(source.value);
    const other = Object.hasOwn(otherKinds, kind) ? otherKinds[kind] : undefined;
    if (other !== undefined)
      return [sentenceAt(source, ['kind'], `is \`${kind}\`, which ${other}`)];
    if (apiVersion !== operatorVersion) {
      const message = `is not accepted; write \`${operatorVersion}\`, of which \`llmkube convert\` makes a spec`;
      return [sentenceAt(source, ['apiVersion'], message)];
    }
    const tooMany = this.#hold(source);
    if (tooMany.length > 0) return tooMany;
    if (kind === 'Model') return this.#take(modelSchema, { source, byName: this.#models });
    if (kind === 'InferenceService') {
      return this.#take(serviceSchema, { source, byName: this.#services });
    }
    return [sentenceAt(source, ['kind'], 'is not `Model` or `InferenceService`')];
  }

  // They wait for one another with their syntax, so that no more of them are kept than of one.
  #hold(source: SourceDocument): readonly Problem[] {
    const { written } = source;
    if (!this.#held.has(written)) this.#characters += written.text.length;
    this.#held.add(written);
    if (this.#characters <= documentLimits.documentCharacters) return [];
    const most = documentLimits.documentCharacters / 1024 / 1024;
    const message = `documents of the operator are longer than ${most} MiB together; convert them in parts`;
    return [sentenceAt(source, [], message)];
  }

  #take<T extends { metadata: { name: string; namespace?: string | undefined } }>(
    schema: z.ZodType<T>,
    {
      source,
      byName,
    }: { readonly source: SourceDocument; readonly byName: Map<string, Checked<T>> },
  ): readonly Problem[] {
    const outcome = checkDocument(schema, { ...source, value: withoutNulls(source.value) });
    if (outcome.kind === 'invalid') {
      this.#spoiled.add(String(Object(Object(source.value).metadata).name));
      return outcome.problems;
    }
    const { value } = outcome;
    const { name, namespace } = value.metadata;
    const key = keyOf(name, namespace);
    const first = byName.get(key);
    if (first === undefined) {
      byName.set(key, { source, value });
      return [];
    }
    const { file, locate } = first.source;
    const { line, column } = locate(['metadata', 'name']);
    const message = `is the name of another document of its kind too, at ${file}:${line}:${column}`;
    return [sentenceAt(source, ['metadata', 'name'], message)];
  }

  /** `namespace` is that of documents that name none, where it is known. */
  join(namespace?: string): Joined {
    const conversions: Conversion[] = [];
    const problems: Problem[] = [];
    const index = new ModelIndex(this.#models.values(), namespace);
    const referred = new Set<string>();
    const used = new Set<CheckedModel>();
    for (const service of this.#services.values()) {
      const { modelRef } = service.value.spec;
      const found = index.find(service);
      const model = this.#modelOf(found, modelRef);
      if (typeof model === 'string') {
        problems.push(sentenceAt(service.source, ['spec', 'modelRef'], model));
        referred.add(modelRef);
      } else if (model !== undefined) {
        used.add(model);
        conversions.push(withNote(convertService(model, service), found));
      }
    }
    const message = 'is a Model that no InferenceService of the files refers to; a release is both';
    for (const model of this.#models.values()) {
      const isReferred = used.has(model) || referred.has(model.value.metadata.name);
      const mayBeUsed = isReferred || this.#spoiled.size > 0 || this.#isAnyMissed;
      if (!mayBeUsed) problems.push(sentenceAt(model.source, ['metadata', 'name'], message));
    }
    return { conversions, problems };
  }

  // The Model; or why there is none; or nothing where that was told already.
  #modelOf(found: FoundModel, name: string): CheckedModel | string | undefined {
    if (found.kind === 'own') return found.model;
    if (this.#spoiled.has(name) || this.#isAnyMissed) return undefined;
    if (found.kind === 'elsewhere') return found.model;
    if (found.kind === 'none') return `is \`${name}\`, and no file has a Model of that name`;
    const home = found.own === undefined ? 'its own' : `its own, \`${found.own}\``;
    return `is \`${name}\`, of which there are Models in the namespaces ${found.named} and none in ${home}; leave one of them in the files`;
  }
}

function withNote(conversion: Conversion, found: FoundModel): Conversion {
  if (found.kind !== 'elsewhere') return conversion;
  const message = namespaceNote(found.model.value.metadata.name, found, conversion);
  const note = sentenceAt(conversion.source, ['spec', 'modelRef'], message);
  return { ...conversion, notes: [note, ...conversion.notes] };
}

function keyOf(name: string, namespace = ''): string {
  return `${namespace}/${name}`;
}

// To Kubernetes a field that is null is one that is not there.
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([, field]) => field !== null);
  return Object.fromEntries(kept.map(([name, field]) => [name, withoutNulls(field)]));
}
