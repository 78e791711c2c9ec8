import { defined } from '../defined.ts';
import type { GgufModel } from '../gguf/gguf-header.ts';
import type { NodeDevices } from '../hardware/node-devices.ts';
import { answerFit, type FitQuestionAsked, wantOf } from './answer-fit.ts';
import { bestOf, deployCommand } from './deploy-command.ts';
import type { FitNodesResult, NodeFit, NodeVerdict } from './fit-nodes-result.ts';
import type { FitResult } from './fit-result.ts';
import { hardwareKey, nodeHardware, whyUnknown } from './node-hardware.ts';
import { planFit } from './plan-fit.ts';
import { readFacts } from './read-facts.ts';

export interface NodesAsked extends Omit<FitQuestionAsked, 'hardware'> {
  readonly devices: readonly NodeDevices[];
  /** What the cluster did not tell. */
  readonly notes: readonly string[];
}

export type NodesAnswer =
  | { readonly kind: 'planned'; readonly result: FitNodesResult }
  | { readonly kind: 'refused'; readonly fact: string };

/**
 * Says on which nodes a model fits, with as few of the GPUs of each as it needs; or why no engine
 * would start with it at all. Nodes with the same hardware are planned for once.
 */
export function fitNodes(asked: NodesAsked): NodesAnswer {
  const { name, source, devices, notes } = asked;
  const anywhere = answerFit({ ...asked, hardware: { devices: [] } });
  if (anywhere.kind === 'refused') return anywhere;
  const plans = new Map<string, NodePlan>();
  const rows = devices.map((row) => {
    const why = whyUnknown(row);
    if (why !== undefined) return nodeFitOf(row, { why });
    const key = hardwareKey(row);
    const plan = plans.get(key) ?? planNode(row, asked);
    plans.set(key, plan);
    return nodeFitOf(row, plan);
  });
  const fits = verdictOf(rows);
  const best = bestOf(rows);
  const deploy = best === undefined ? undefined : deployCommand(asked, best);
  const result: FitNodesResult = {
    ...{ name, source, runtime: 'llamacpp', fits },
    ...(fits === 'no' ? { code: 'MODEL_TOO_LARGE' as const } : {}),
    nodes: rows.toSorted((one, other) => (sortKey(one) < sortKey(other) ? -1 : 1)),
    notes: [...notes, ...notesOf(rows, deploy === undefined ? undefined : best)],
    ...defined({ deploy }),
  };
  return { kind: 'planned', result };
}

/** A plan for so many GPUs, or why there is none. */
type NodePlan = { readonly gpus: number; readonly plan: FitResult } | { readonly why: string };

/** With the fewest GPUs that do as well as all of them, where all of them give up nothing. */
function planNode(row: NodeDevices, asked: NodesAsked): NodePlan {
  const gpus = fewestGpus(row, asked);
  const answer = answerFit({ ...asked, hardware: nodeHardware(row, gpus) });
  return answer.kind === 'refused' ? { why: answer.fact } : { gpus, plan: answer.result };
}

function fewestGpus(row: NodeDevices, asked: NodesAsked & { readonly model: GgufModel }): number {
  const facts = readFacts(asked.model);
  const want = wantOf(asked);
  const planFor = (gpus: number) => planFit(facts, want, nodeHardware(row, gpus));
  const all = planFor(row.together);
  if (all.kind !== 'fits' || all.steps.length > 0) return row.together;
  for (let gpus = 1; gpus < row.together; gpus += 1) {
    const { kind, steps, settings } = planFor(gpus);
    const isAsGood = settings.contextLength >= all.settings.contextLength;
    if (kind === 'fits' && steps.length === 0 && isAsGood) return gpus;
  }
  return row.together;
}

function nodeFitOf(row: NodeDevices, plan: NodePlan): NodeFit {
  const { node, resource, via, count, product, bytesEach, hostBytes } = row;
  const { isSchedulable, taints } = row;
  const place = {
    ...{ node, resource, via, offered: count },
    ...defined({ product, memoryEach: bytesEach, hostMemory: hostBytes }),
    ...{ isSchedulable, taints },
  };
  if ('why' in plan) {
    const { why } = plan;
    return { ...place, gpus: row.together, fits: 'unknown', why, steps: [], because: [] };
  }
  const { contextLength, largestContext, steps, because } = plan.plan;
  const fits = judge(row, plan.plan);
  const why = reasonOf(fits, plan.plan);
  return {
    ...{ ...place, gpus: plan.gpus, fits },
    ...defined({ why }),
    ...{ contextLength, largestContext, steps, because },
  };
}

// What others take of a shared GPU can be all of it.
function judge({ isShared }: NodeDevices, { fits }: FitResult): NodeVerdict {
  if (!fits) return 'no';
  return isShared ? 'unknown' : 'yes';
}

function reasonOf(fits: NodeVerdict, { because, steps }: FitResult): string | undefined {
  if (fits === 'no') return because[0];
  if (fits === 'unknown') return 'the GPU is shared, and what others take of it is not known';
  // Sentences on what was given up come first.
  return steps.length === 0 ? undefined : because.slice(0, steps.length).join('; ');
}

function verdictOf(rows: readonly NodeFit[]): NodeVerdict {
  if (rows.some(({ fits }) => fits === 'yes')) return 'yes';
  return rows.some(({ fits }) => fits === 'unknown') ? 'unknown' : 'no';
}

function notesOf(rows: readonly NodeFit[], best: NodeFit | undefined): readonly string[] {
  if (rows.length === 0) return ['the cluster has no nodes'];
  const isForClaim = rows.some(({ fits, via }) => fits === 'yes' && via === 'claim');
  const isElsewhereWorse = rows.some((row) => best !== undefined && isWorse(row, best));
  return [
    'memory is what a node has for all its pods: what runs there already is not counted',
    ...(isForClaim ? ['a release gets GPUs of a claim by `hardware.claims` of its spec'] : []),
    ...(isElsewhereWorse
      ? ['pods may go to any of these nodes: `pod.nodeSelector` keeps them']
      : []),
  ];
}

// A pod that asks for as many of the same may as well go there.
function isWorse({ resource, offered, gpus, fits, steps }: NodeFit, best: NodeFit): boolean {
  if (resource !== best.resource || offered < best.gpus) return false;
  return fits !== 'yes' || gpus > best.gpus || steps.length > best.steps.length;
}

function sortKey({ node, resource, product = '' }: NodeFit): string {
  return [node, resource, product].join(' ');
}
