import * as z from 'zod';
import { type CheckOutcome, checkDocument } from '../document/check-document.ts';
import { inOrder, type Problem } from '../document/problem.ts';
import type { SourceDocument } from '../document/read-documents.ts';
import { type Misplaced, misplacedFields } from '../intent/check-place.ts';
import type { RuntimeSpec } from '../intent/runtime-schema.ts';
import { intentSchema, type Place } from '../intent/schema.ts';
import { isReleaseName } from '../release-name.ts';
import { specVersion } from './spec-version.ts';

export const specKind = 'InferenceService';

const releaseName = z
  .string()
  .refine(
    isReleaseName,
    'is not a name of a release: at most 40 of a to z, digits and dashes, a letter first',
  );

type SpecSchema = ReturnType<typeof makeSpecSchema>;

const made = new WeakMap<readonly RuntimeSpec[], SpecSchema>();

/**
 * One release as people write it. Labels and annotations have no effect, so they are no fields. Made
 * once for each list of runtimes.
 */
export function specSchema(runtimes: readonly RuntimeSpec[]): SpecSchema {
  const known = made.get(runtimes) ?? makeSpecSchema(runtimes);
  made.set(runtimes, known);
  return known;
}

function makeSpecSchema(runtimes: readonly RuntimeSpec[]) {
  return z.strictObject({
    apiVersion: z.literal(specVersion),
    kind: z.literal(specKind),
    metadata: z.strictObject({
      name: releaseName,
      namespace: z
        .string()
        .max(63)
        .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, 'is not a name of a namespace')
        .optional(),
    }),
    spec: intentSchema(runtimes),
  });
}

export type Spec = z.infer<SpecSchema>;

/**
 * A document as a spec for a place. Of another kind only that is said, as none of its fields would
 * fit.
 */
export function checkSpec(
  runtimes: readonly RuntimeSpec[],
  document: SourceDocument,
  place: Place = 'pod',
): CheckOutcome<Spec> {
  const { apiVersion, kind } = Object(document.value);
  if (apiVersion === specVersion && kind === specKind) {
    const whole = { ...document, value: withModelId(document.value) };
    const outcome = checkDocument(specSchema(runtimes), whole);
    if (outcome.kind === 'invalid') return outcome;
    const misplaced = misplacedFields(outcome.value.spec, place, runtimes);
    return checkFit({ outcome, misplaced }, document, place);
  }
  const path = apiVersion === specVersion ? 'kind' : 'apiVersion';
  const wanted = path === 'kind' ? specKind : specVersion;
  const isMissing = Object(document.value)[path] === undefined;
  const message = `${isMissing ? 'is missing' : 'is not accepted'}; write \`${wanted}\``;
  const problem = { file: document.file, path, message, ...document.locate([path]) };
  return { kind: 'invalid', problems: [...document.problems, problem].toSorted(inOrder) };
}

interface Fitted {
  readonly outcome: CheckOutcome<Spec> & { readonly kind: 'valid' };
  readonly misplaced: readonly Misplaced[];
}

function checkFit(
  { outcome, misplaced }: Fitted,
  { file, locate, locateKey }: SourceDocument,
  place: Place,
): CheckOutcome<Spec> {
  const { metadata } = outcome.value;
  const problems = misplaced.map(({ field, why }): Problem => {
    const path = ['spec', ...field.split('.')];
    return { file, path: path.join('.'), message: why, ...locateKey(path) };
  });
  if (place === 'host' && metadata.namespace !== undefined) {
    const message = 'has no effect: this machine has no namespaces';
    const path = ['metadata', 'namespace'];
    problems.push({ file, path: path.join('.'), message, ...locate(path) });
  }
  return problems.length === 0
    ? outcome
    : { kind: 'invalid', problems: problems.toSorted(inOrder) };
}

// The name that clients send is that of the release where nobody gives another.
function withModelId(value: unknown): unknown {
  const { metadata, spec } = Object(value);
  const { model } = Object(spec);
  const id = Object(metadata).name;
  const isBlock = typeof model === 'object' && model !== null && !Array.isArray(model);
  if (!isBlock || typeof id !== 'string') return value;
  return { ...Object(value), spec: { ...spec, model: { id, ...model } } };
}

/** Whether a document was written for the operator, and not for this program. */
export function isOfOperator({ value }: Pick<SourceDocument, 'value'>): boolean {
  const { apiVersion } = Object(value);
  const group = typeof apiVersion === 'string' ? apiVersion.split('/')[0] : '';
  return /^([a-z]+\.)?llmkube\.dev$/.test(group ?? '') && group !== specVersion.split('/')[0];
}
