import type * as z from 'zod';
import { acceleratorOf, imageMissing } from '../hardware/accelerator.ts';
import { saidVendor } from '../hardware/gpu-resource.ts';
import { vendors } from '../hardware/vendors.ts';
import { sourceIn } from '../source/source-in.ts';
import { weightsFormOf } from '../source/weights-form.ts';
import { type EngineIntent, optionsOf, type RuntimeSpec } from './runtime-schema.ts';
import { type FieldProblem, tellProblems } from './tell-problems.ts';

/** Says what the engine of an intent cannot do, of one with errors of form too. */
export function checkEngine(runtimes: readonly RuntimeSpec[]) {
  return (intent: unknown, context: z.RefinementCtx): void => {
    const { runtime, model } = Object(intent);
    const own = runtimes.find(({ name }) => name === Object(runtime).kind);
    if (own === undefined) return;
    const parts = partsOf(intent);
    const problems = [
      ...weightsProblems(Object(model), own),
      ...imageProblems(Object(runtime).image, parts.hardware, own),
      ...own.rules.filter((rule) => rule.ofPods === undefined && rule.breaks(parts)),
    ];
    tellProblems(problems, context);
  };
}

/** What the engine of a whole intent cannot do in a pod, beside what it can do nowhere. */
export function podProblems(
  intent: { readonly runtime: { readonly kind: string } },
  runtimes: readonly RuntimeSpec[],
): readonly FieldProblem[] {
  const own = runtimes.find(({ name }) => name === intent.runtime.kind);
  const parts = partsOf(intent);
  return (own?.rules ?? []).filter((rule) => rule.ofPods === true && rule.breaks(parts));
}

function partsOf(intent: unknown): EngineIntent {
  const { runtime, model, serving, hardware, rollout } = Object(intent);
  return {
    model: Object(model),
    options: optionsOf(Object(runtime)),
    serving: Object(serving),
    hardware: Object(hardware),
    rollout: Object(rollout),
    args: textsOf(Object(runtime).args),
    whole: intent,
  };
}

function textsOf(list: unknown): readonly string[] {
  return Array.isArray(list) ? list.filter((item) => typeof item === 'string') : [];
}

function weightsProblems(
  model: Readonly<Record<string, unknown>>,
  own: RuntimeSpec,
): FieldProblem[] {
  const source = sourceIn(model.source);
  if (source === undefined) return [];
  const form = weightsFormOf(source, own.weights);
  if (!own.weights.includes(form)) {
    const message = `is one file, and the runtime \`${own.name}\` takes whole repositories alone: write hf://ORG/REPO`;
    return [{ path: ['model', 'source'], message }];
  }
  if (form !== 'repository' || model.sha256 === undefined) return [];
  const message = 'has no effect: a repository has many files, and its commit names them all';
  return [{ path: ['model', 'sha256'], message }];
}

function imageProblems(
  image: unknown,
  { gpus, claims, vendor, backend, resourceName }: RuntimeHardware,
  { name, images }: RuntimeSpec,
): FieldProblem[] {
  if (image !== undefined || Object.keys(images).length === 0) return [];
  const known = saidVendor({
    vendor: vendors.find((one) => one === vendor),
    resourceName: typeof resourceName === 'string' ? resourceName : undefined,
  });
  const asked = { gpus: Number(gpus) > 0 ? 1 : 0, claims, vendor: known, backend };
  const accelerator = acceleratorOf(asked);
  if (images[accelerator] !== undefined) return [];
  return [{ path: ['runtime', 'image'], message: imageMissing(name, accelerator) }];
}

type RuntimeHardware = Parameters<RuntimeSpec['rules'][number]['breaks']>[0]['hardware'];
