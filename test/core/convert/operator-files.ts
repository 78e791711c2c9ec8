import type { Conversion } from '../../../src/core/convert/convert-service.ts';
import { OperatorDocuments } from '../../../src/core/convert/operator-documents.ts';
import { type Problem, problemText } from '../../../src/core/document/problem.ts';
import { documentsOf } from '../document/outcomes.ts';

export interface Spoken {
  readonly conversions: readonly Conversion[];
  /** Each problem as `a.yaml:1:2 ...`, those of fields too. */
  readonly problems: readonly string[];
  readonly notes: readonly string[];
}

/** Joins the operator's documents of one text. */
export function joinText(text: string, namespace?: string): Spoken {
  const operator = new OperatorDocuments();
  const early = documentsOf(text).flatMap((document) => operator.add(document));
  const { conversions, problems } = operator.join(namespace);
  const ofFields = conversions.flatMap((conversion) => conversion.problems);
  return {
    conversions,
    problems: [...early, ...problems, ...ofFields].map(told),
    notes: conversions.flatMap(({ notes }) => notes).map(told),
  };
}

function told(problem: Problem): string {
  return problemText(problem);
}

/** A Model and the service of it, with these fields beside what they cannot be without. */
export function pairOf(model: object = {}, service: object = {}): string {
  return pairDocuments(model, service)
    .map((document) => JSON.stringify(document))
    .join('\n---\n');
}

/** The same as documents. */
export function pairDocuments(model: object = {}, service: object = {}): readonly object[] {
  return [
    documentOf('Model', 'qwen', { source: 'https://models.example/qwen.gguf', ...model }),
    documentOf('InferenceService', 'qwen', { modelRef: 'qwen', image: 'engine:1', ...service }),
  ];
}

function documentOf(kind: string, name: string, spec: object): object {
  return { apiVersion: 'inference.llmkube.dev/v1alpha1', kind, metadata: { name }, spec };
}

/** The `spec` that such a pair becomes; throws where it has a problem. */
export function specOf(model: object, service: object): Record<string, unknown> {
  const { conversions, problems } = joinText(pairOf(model, service));
  const [conversion] = conversions;
  if (conversion === undefined || problems.length > 0) throw new Error(problems.join('\n'));
  return Reflect.get(conversion.value, 'spec') as Record<string, unknown>;
}
