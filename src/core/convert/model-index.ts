import type { CheckedModel, CheckedService } from './checked.ts';

/** Where the Model of a service is. */
export type FoundModel =
  /** In its own namespace, or in one that nobody named. */
  | { readonly kind: 'own'; readonly model: CheckedModel }
  | ({ readonly kind: 'elsewhere'; readonly model: CheckedModel } & Namespaces)
  | { readonly kind: 'several'; readonly own: string | undefined; readonly named: string }
  | { readonly kind: 'none' };

export interface Namespaces {
  /** That of the service. */
  readonly own: string;
  readonly other: string;
}

const mostNamed = 20;

/** The Models of one command by their names and namespaces. */
export class ModelIndex {
  readonly #common: string | undefined;
  readonly #byName = new Map<string, Map<string, CheckedModel>>();
  // As text, so that many services of many Models take no more than their time.
  readonly #named = new Map<string, string>();

  /** `common` is the namespace of documents that name none, where it is known. */
  constructor(models: Iterable<CheckedModel>, common: string | undefined) {
    this.#common = common;
    for (const model of models) {
      const { name, namespace = common ?? '' } = model.value.metadata;
      const homes = this.#byName.get(name) ?? new Map<string, CheckedModel>();
      this.#byName.set(name, homes);
      if (!homes.has(namespace)) homes.set(namespace, model);
    }
  }

  /** The Model that a service refers to; one of its own namespace before all others. */
  find({ value }: CheckedService): FoundModel {
    const own = value.metadata.namespace ?? this.#common;
    const homes = this.#byName.get(value.spec.modelRef);
    // Where the namespace of either is not known they are in the same one.
    const model = homes?.get(own ?? '') ?? homes?.get('');
    if (model !== undefined) return { kind: 'own', model };
    const [first, another] = homes ?? [];
    if (homes === undefined || first === undefined) return { kind: 'none' };
    if (another !== undefined) {
      return { kind: 'several', own, named: this.#namesOf(value.spec.modelRef, homes) };
    }
    return own === undefined
      ? { kind: 'own', model: first[1] }
      : { kind: 'elsewhere', model: first[1], own, other: first[0] };
  }

  #namesOf(name: string, homes: ReadonlyMap<string, unknown>): string {
    const known = this.#named.get(name);
    if (known !== undefined) return known;
    const shown = [...homes.keys()].slice(0, mostNamed).map((home) => `\`${home}\``);
    const others = homes.size - shown.length;
    const last = others > 0 ? `${others} others` : shown.pop();
    const named = `${shown.join(', ')} and ${last}`;
    this.#named.set(name, named);
    return named;
  }
}
