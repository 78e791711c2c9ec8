import type { EngineIntent, EngineRule } from '../core/intent/runtime-schema.ts';
import type { Resolved } from '../core/resolve/resolved.ts';

/** Over how many GPUs a model is divided, by the way that it is. */
interface Parallel {
  /** Each layer over several. */
  readonly tensor?: number;
  /** Some layers on each. */
  readonly pipeline?: number;
}

type Said = Pick<Resolved, 'gpus' | 'options' | 'split'>;

/**
 * What follows from the number of GPUs where the block of the runtime does not say it: all of them
 * hold a part of each layer or, with `hardware.split.mode` `layer`, layers of their own.
 */
function parallelOf({ gpus, options, split }: Said): Parallel {
  const { tensorParallel, pipelineParallel, dataParallel } = sizesOf(options);
  const isByLayer = split?.mode === 'layer';
  const pipeline = pipelineParallel ?? (isByLayer ? gpus / (dataParallel ?? 1) : undefined);
  const rest = gpus / ((pipeline ?? 1) * (dataParallel ?? 1));
  const tensor = tensorParallel ?? (rest > 1 ? rest : undefined);
  return {
    ...(tensor === undefined ? {} : { tensor }),
    ...(pipeline === undefined ? {} : { pipeline }),
  };
}

const names = ['tensorParallel', 'pipelineParallel', 'dataParallel'] as const;

type Sizes = { readonly [name in (typeof names)[number]]?: number };

// Of an intent with errors of form a size may be anything, and then counts for nothing.
function sizesOf(options: unknown): Sizes {
  const said = names.flatMap((name) => {
    const size: unknown = Reflect.get(Object(options), name);
    return typeof size === 'number' && size > 0 ? [[name, size] as const] : [];
  });
  return Object.fromEntries(said);
}

function productOf({ options }: EngineIntent): number {
  return Object.values(sizesOf(options)).reduce((product: number, size) => product * size, 1);
}

// What no size is said of takes the rest; where the size of each layer is said, nothing does.
function leavesSome(intent: EngineIntent): boolean {
  const rest = gpusOf(intent) / productOf(intent);
  return sizesOf(intent.options).tensorParallel === undefined
    ? !Number.isInteger(rest)
    : rest !== 1;
}

function gpusOf({ hardware }: EngineIntent): number {
  return Number(hardware.gpus) || 0;
}

function hasGpus(intent: EngineIntent): boolean {
  return gpusOf(intent) > 0 || intent.hardware.claims !== undefined;
}

/** For a runtime whose block has fields of those names. */
export function parallelRules(
  runtime: string,
  fields: readonly (typeof names)[number][],
): readonly EngineRule[] {
  return [
    {
      path: ['hardware', 'split', 'mode'],
      message: `is \`none\`, and the runtime \`${runtime}\` uses every GPU it is given: ask for one`,
      breaks: ({ hardware }) => hardware.split?.mode === 'none',
    },
    {
      path: ['hardware', 'split', 'ratio'],
      message: `has no effect: the runtime \`${runtime}\` divides a model into equal parts`,
      breaks: ({ hardware }) => hardware.split?.ratio !== undefined,
    },
    ...fields.map(
      (field): EngineRule => ({
        path: ['runtime', runtime, field],
        message: 'asks for other numbers of GPUs than `hardware.gpus` can be divided into',
        breaks: (intent) =>
          sizesOf(intent.options)[field] !== undefined && gpusOf(intent) > 0 && leavesSome(intent),
      }),
    ),
    {
      path: ['hardware', 'split', 'mode'],
      message: `is said already by the sizes of \`runtime.${runtime}\``,
      breaks: ({ options, hardware }) => {
        const { tensorParallel, pipelineParallel } = sizesOf(options);
        return (
          hardware.split?.mode !== undefined &&
          (tensorParallel !== undefined || pipelineParallel !== undefined)
        );
      },
    },
  ];
}

/** Fields that say something of the memory of GPUs. */
export function gpuRules(runtime: string, fields: readonly string[]): readonly EngineRule[] {
  return fields.map((field) => ({
    path: ['runtime', runtime, field],
    message: 'has no effect without `hardware.gpus` or `hardware.claims`',
    breaks: (intent) =>
      Reflect.get(Object(intent.options), field) !== undefined && !hasGpus(intent),
  }));
}

/**
 * The sizes for the block of a runtime. Whoever says one of them by words has divided the model, and
 * is not contradicted.
 */
export function parallelOptions(
  resolved: Said & Pick<Resolved, 'args'>,
  isSaid: (args: readonly string[], path: string) => boolean,
): Sizes {
  const { args = [] } = resolved;
  if (names.some((name) => isSaid(args, name))) return {};
  const { tensor, pipeline } = parallelOf(resolved);
  return {
    ...(tensor === undefined ? {} : { tensorParallel: tensor }),
    ...(pipeline === undefined ? {} : { pipelineParallel: pipeline }),
  };
}
