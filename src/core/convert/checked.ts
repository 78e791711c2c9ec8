import type { FieldPath, Problem } from '../document/problem.ts';
import { pathText } from '../document/problem.ts';
import type { SourceDocument } from '../document/read-documents.ts';
import type { ModelDocument } from './v1alpha1/model-schema.ts';
import type { ServiceDocument } from './v1alpha1/service-schema.ts';

/** A document of the operator that has its form. */
export interface Checked<T> {
  readonly source: SourceDocument;
  readonly value: T;
}

export type CheckedModel = Checked<ModelDocument>;
export type CheckedService = Checked<ServiceDocument>;

/** Where a value of the converted document stood. */
export interface Origin {
  readonly to: FieldPath;
  readonly source: SourceDocument;
  readonly from: FieldPath;
}

/** A sentence about a field at its place. */
export function sentenceAt(
  { file, locate }: SourceDocument,
  path: FieldPath,
  message: string,
): Problem {
  return { file, path: pathText(path), message, ...locate(path) };
}
