import type * as z from 'zod';
import type { Source } from '../source/parse-source.ts';
import { sourceIn } from '../source/source-in.ts';
import { type FileBeside, filesBeside, type NamedFiles } from './model-files.ts';
import { draftMethods } from './serving-schema.ts';

interface Checked {
  readonly model?: (NamedFiles & { readonly source?: unknown }) | undefined;
  readonly serving?:
    | { readonly speculative?: { readonly method?: unknown } | undefined }
    | undefined;
}

interface Found {
  readonly file: FileBeside;
  readonly source: Source;
  /** Of the weights. */
  readonly weights: Source | undefined;
  readonly method: unknown;
  /** Before this one. */
  readonly others: readonly FileBeside[];
}

interface Rule {
  readonly field?: 'source' | 'sha256';
  readonly message: string;
  readonly breaks: (found: Found) => boolean;
}

/** One of them can do without. */
const takingDraft = [...draftMethods, 'draft-mtp'] as const;

const rules: readonly Rule[] = [
  {
    message: `has no effect unless \`serving.speculative.method\` is one of ${takingDraft.join(', ')}`,
    breaks: ({ file, method }) =>
      file.role === 'draft' && !takingDraft.some((one) => one === method),
  },
  {
    field: 'source',
    message: 'is in another claim than the weights, and a pod mounts one: put it beside them',
    breaks: ({ source, weights }) =>
      source.kind === 'claim' && weights?.kind === 'claim' && source.claim !== weights.claim,
  },
  {
    field: 'source',
    message: 'is in a claim and the weights are not: either both are read or both are downloaded',
    breaks: ({ source, weights }) =>
      source.kind === 'claim' && weights !== undefined && weights.kind !== 'claim',
  },
  {
    field: 'source',
    message: 'has to be in the claim of the weights, beside which nothing is downloaded',
    breaks: ({ source, weights }) => source.kind !== 'claim' && weights?.kind === 'claim',
  },
  {
    field: 'source',
    message: 'has no file of the repository in it: write hf://ORG/REPO/FILE',
    breaks: ({ file, source }) =>
      source.kind === 'hub' && source.file === undefined && file.role !== 'draft',
  },
  {
    field: 'source',
    message: 'has a comma or a colon in its path, by which the engine divides its list of adapters',
    breaks: ({ file, source }) =>
      file.role === 'adapter' &&
      (source.kind === 'claim' || source.kind === 'path') &&
      /[,:]/.test(source.path),
  },
  {
    field: 'source',
    message: 'is there twice',
    breaks: ({ file, others }) =>
      others.some(({ role, source }) => role === file.role && source === file.source),
  },
  {
    field: 'sha256',
    message: 'has no effect: what is not downloaded is not checked',
    breaks: ({ file, source }) =>
      file.sha256 !== undefined && (source.kind === 'claim' || source.kind === 'path'),
  },
];

/** Says what is wrong with the files beside the weights; errors of their form are told elsewhere. */
export function checkFiles(intent: unknown, context: z.RefinementCtx): void {
  const { model, serving } = intent as Checked;
  const method = Object(serving?.speculative).method;
  if (draftMethods.some((one) => one === method) && Object(model).draft === undefined) {
    const message = `is missing: with \`${method}\` a second model guesses`;
    context.addIssue({ code: 'custom', path: ['model', 'draft'], message });
  }
  const files = wellFormed(model);
  const weights = sourceIn(Object(model).source);
  files.forEach((file, index) => {
    const source = sourceIn(file.source);
    if (source === undefined) return;
    const found = { file, source, weights, method, others: files.slice(0, index) };
    const broken = rules.find(({ breaks }) => breaks(found));
    if (broken === undefined) return;
    const path = [...file.path, ...(broken.field === undefined ? [] : [broken.field])];
    context.addIssue({ code: 'custom', path, message: broken.message });
  });
}

// Beside errors of form any part may be of any type.
function wellFormed(model: unknown): readonly FileBeside[] {
  const { projector, draft, adapters } = Object(model);
  const isFile = (file: unknown) => typeof Object(file).source === 'string';
  return filesBeside({
    ...(isFile(projector) ? { projector } : {}),
    ...(isFile(draft) ? { draft } : {}),
    ...(Array.isArray(adapters) && adapters.every(isFile) ? { adapters } : {}),
  });
}
