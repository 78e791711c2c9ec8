import type { EngineIntent, EngineRule } from '../core/intent/runtime-schema.ts';
import type { Resolved } from '../core/resolve/resolved.ts';
import type { Runtime } from '../core/runtime.ts';
import type { PythonArguments } from './python-arguments.ts';

type IsSaid = Runtime['isSaid'];

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

function gpusOf({ hardware }: Pick<EngineIntent, 'hardware'>): number {
  return Number(hardware.gpus) || 0;
}

/** Whether a pod has any, counted or claimed. */
export function hasGpus(intent: Pick<EngineIntent, 'hardware'>): boolean {
  return gpusOf(intent) > 0 || intent.hardware.claims !== undefined;
}

/** For a runtime whose block has fields of those names. */
export function parallelRules(
  runtime: string,
  fields: readonly (typeof names)[number][],
  isSaid: IsSaid,
): readonly EngineRule[] {
  return [
    {
      path: ['hardware', 'split', 'mode'],
      message: 'is said already by the sizes in `runtime.args`',
      breaks: ({ hardware, args }) => hardware.split?.mode !== undefined && hasSizes(args, isSaid),
    },
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

function hasSizes(args: readonly string[], isSaid: IsSaid): boolean {
  return names.some((name) => isSaid(args, name));
}

/** What the arguments of an engine say in its own words. */
type Words = Pick<PythonArguments, 'isSaid' | 'textOf'>;

/** A size by words; what is no number the engine judges. */
function sizeByWords({ textOf }: Words, { args }: EngineIntent, field: string) {
  const size = Number(textOf(args, field));
  return Number.isInteger(size) && size > 0 ? size : undefined;
}

/**
 * Whoever says sizes by words has divided the model, but over no more GPUs than there are. How many
 * times the model is there says nothing of that: other words put the copies elsewhere, or have them
 * share the parts.
 */
export function wordSizeRules(words: Words): readonly EngineRule[] {
  return [
    {
      path: ['runtime', 'args'],
      message: 'has sizes of more GPUs than `hardware.gpus` gives',
      breaks: (intent) => {
        const said = sizesOf(intent.options);
        const tensor = sizeByWords(words, intent, 'tensorParallel') ?? said.tensorParallel ?? 1;
        const pipeline =
          sizeByWords(words, intent, 'pipelineParallel') ?? said.pipelineParallel ?? 1;
        return (
          gpusOf(intent) > 0 &&
          hasSizes(intent.args, words.isSaid) &&
          tensor * pipeline > gpusOf(intent)
        );
      },
    },
  ];
}

/** Over how many GPUs each layer is divided; where nothing says it, the engine takes one. */
function layerParts(words: Words, intent: EngineIntent): number {
  const { options, hardware, args } = intent;
  const said = sizeByWords(words, intent, 'tensorParallel') ?? sizesOf(options).tensorParallel;
  if (said !== undefined || hasSizes(args, words.isSaid)) return said ?? 1;
  const split = Object(hardware.split);
  return parallelOf({ gpus: gpusOf(intent), options, split }).tensor ?? 1;
}

/**
 * For an engine that divides experts over the GPUs that each layer is divided over: it needs
 * `tp_size % ep_size == 0` (`docs/advanced_features/expert_parallelism.md` of SGLang).
 */
export function expertRules(runtime: string, words: Words): readonly EngineRule[] {
  const isWrong = (size: unknown, intent: EngineIntent) =>
    typeof size === 'number' && size > 0 && layerParts(words, intent) % size !== 0;
  const beside = 'the number of GPUs that each layer is divided over';
  return [
    {
      path: ['runtime', runtime, 'expertParallel'],
      message: `is no divisor of ${beside}`,
      breaks: (intent) => isWrong(Reflect.get(Object(intent.options), 'expertParallel'), intent),
    },
    {
      path: ['runtime', 'args'],
      message: `has a number for experts that is no divisor of ${beside}`,
      breaks: (intent) => isWrong(sizeByWords(words, intent, 'expertParallel'), intent),
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
export function parallelOptions(resolved: Said & Pick<Resolved, 'args'>, isSaid: IsSaid): Sizes {
  const { args = [] } = resolved;
  if (hasSizes(args, isSaid)) return {};
  const { tensor, pipeline } = parallelOf(resolved);
  return {
    ...(tensor === undefined ? {} : { tensorParallel: tensor }),
    ...(pipeline === undefined ? {} : { pipelineParallel: pipeline }),
  };
}
