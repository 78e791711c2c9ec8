import type { MemoryPlan, MemoryQuestion } from '../core/engine/memory-plan.ts';
import type { EngineTuning } from '../core/fit/engines/engine-question.ts';
import { planEngineMemory } from '../core/fit/engines/plan-engine-memory.ts';
import type { Resolved } from '../core/resolve/resolved.ts';
import type { Runtime } from '../core/runtime.ts';
import {
  type MemoryTable,
  memoryVariablesIn,
  memoryWordIn,
  saidIn,
  sizeNames,
  sizesOf,
} from './python-memory-table.ts';
import { modelObstacle, pythonObstacle } from './python-obstacle.ts';

type Planner = Required<Pick<Runtime, 'planMemory' | 'unknownMemory' | 'memorySettings'>>;

/** How an engine of transformers answers for its memory. */
export function pythonMemory(table: MemoryTable): Planner {
  return {
    unknownMemory: (resolved) => pythonObstacle(resolved, table),
    memorySettings: (resolved) => settingsOf(resolved, table),
    planMemory: (resolved, question) =>
      withImage(planMemory(resolved, question, table), resolved, table),
  };
}

function planMemory(
  resolved: Resolved,
  { model, gpuBytes }: MemoryQuestion,
  table: MemoryTable,
): MemoryPlan {
  if (model.form !== 'transformers') return { kind: 'unknown', why: 'it is not in safetensors' };
  const { facts, tensors } = model;
  const said = saidIn(resolved, table);
  const why = modelObstacle(facts, said) ?? table.obstacle?.(facts, said);
  if (why !== undefined) return { kind: 'unknown', why };
  const { contextLength, concurrency } = resolved;
  return planEngineMemory({
    ...{ engine: table.engine, facts, tensors, contextLength, concurrency },
    sizes: sizesOf(resolved, table),
    tuning: tuningOf(resolved, table),
    cacheElementBytes: table.cacheTypes[String(said('kvCache.type') ?? 'auto')] ?? 2,
    gpuBytes: usedOf(resolved, gpuBytes, table),
    keepsExperts: said('expertParallel') === true || Number(said('expertParallel') ?? 1) > 1,
  });
}

/** What of the settings of a release is read here and by `pythonObstacle`. */
function settingsOf(resolved: Resolved, table: MemoryTable): unknown {
  const { tuning, uncounted } = table;
  const { command, envFrom, image } = resolved;
  const said = saidIn(resolved, table);
  const paths = [
    ...['kvCache.type', 'quantization', 'expertParallel'],
    ...[...sizeNames, ...Object.values(tuning), ...Object.keys(uncounted)],
  ];
  return [
    paths.map((path) => said(path) ?? null),
    memoryWordIn(resolved, table) ?? null,
    memoryVariablesIn(resolved, table),
    [command ?? null, image ?? null, envFrom !== undefined],
  ];
}

function tuningOf(resolved: Resolved, table: MemoryTable): EngineTuning {
  const said = saidIn(resolved, table);
  const numbers = Object.entries(table.tuning).flatMap(([name, path]) =>
    said(path) === undefined ? [] : [[name, Number(said(path))] as const],
  );
  const { concurrency } = resolved;
  const sequences = table.sizesBatch && concurrency !== undefined ? { sequences: concurrency } : {};
  return { ...sequences, ...Object.fromEntries(numbers) };
}

// Where all are alike only one of them is told. Of those of a pod some may not be used.
function usedOf(
  resolved: Resolved,
  gpuBytes: readonly number[] | undefined,
  table: MemoryTable,
): readonly number[] | undefined {
  const last = gpuBytes?.at(-1);
  if (gpuBytes === undefined || last === undefined) return undefined;
  const { tensor, pipeline, data } = sizesOf(resolved, table);
  return Array.from({ length: tensor * pipeline * data }, (_, index) => gpuBytes[index] ?? last);
}

// An image of another place with the same name and tag is taken for a copy.
function withImage(plan: MemoryPlan, { image }: Resolved, { images }: MemoryTable): MemoryPlan {
  const known = Object.values(images).map(nameOf);
  if (plan.kind !== 'planned' || image === undefined || known.includes(nameOf(image))) return plan;
  const warning = `the plan is made for \`${nameOf(images.nvidia ?? '')}\`, and another image may take more or less`;
  return { ...plan, warnings: [...plan.warnings, warning] };
}

function nameOf(image: string): string {
  return image.slice(image.lastIndexOf('/') + 1);
}
