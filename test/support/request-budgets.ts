import type { Traffic } from './traffic.ts';

/** What one command asks of the API server, exactly. */
export interface RequestBudget {
  /** The command line after `llmkube`; capitals stand for values. */
  readonly words: string;
  /** How the release stands before it; empty where that makes no difference. */
  readonly when: string;
  readonly traffic: Traffic;
}

const none: Traffic = {
  reads: 0,
  dryRuns: 0,
  lists: 0,
  writes: 0,
  watches: 0,
  questions: 0,
  logs: 0,
};
const model = '--source URL --image IMAGE';
/** The record, and each of three objects: claim, Service, Deployment. */
const plan = { ...none, reads: 4, dryRuns: 3 };
/** The lock and the commit. */
const record = 2;
/** Deployment, pods, ReplicaSets and events. */
const followed = { lists: 4, watches: 4 };

/** A release through its life, in the order in which the commands are run. */
export const requestBudgets: readonly RequestBudget[] = [
  { words: `deploy qwen ${model} --dry-run`, when: 'there is none', traffic: plan },
  {
    words: `deploy qwen ${model}`,
    when: 'there is none',
    traffic: { ...plan, ...followed, writes: record + 3, questions: 1 },
  },
  { words: 'deploy qwen', when: 'nothing changes', traffic: { ...plan, questions: 1 } },
  { words: 'deploy qwen --no-wait', when: 'nothing changes', traffic: plan },
  // The record is read again once it is ready: another revision may have come.
  { words: 'wait qwen', when: 'it is ready', traffic: { ...none, reads: 3, questions: 1 } },
  { words: 'list', when: '', traffic: { ...none, lists: 2 } },
  { words: 'list -A', when: '', traffic: { ...none, lists: 2 } },
  { words: 'status qwen', when: '', traffic: { ...none, reads: 2, lists: 2, logs: 1 } },
  { words: 'logs qwen', when: '', traffic: { ...none, reads: 1, lists: 1, logs: 1 } },
  { words: 'chat qwen Hi --once', when: '', traffic: { ...none, reads: 1, questions: 1 } },
  { words: 'restart qwen --no-wait', when: '', traffic: { ...none, reads: 2, writes: 1 } },
  // Before a number is written, autoscalers are looked for; several pods have a budget.
  {
    words: 'scale qwen 2 --no-wait',
    when: 'it has 1 pod',
    traffic: { ...plan, reads: 6, dryRuns: 4, lists: 1, writes: record + 2 },
  },
  {
    words: 'deploy qwen --image OTHER --no-wait',
    when: 'one object changes',
    traffic: { ...plan, reads: 5, dryRuns: 4, writes: record + 1 },
  },
  // Budget, Deployment and Service are read before they are removed, and once more to see them gone.
  { words: 'delete qwen', when: '', traffic: { ...none, ...followed, reads: 7, writes: 5 } },
];

/** How much more, or less, one more flag asks for than `deploy NAME ... --no-wait` alone. */
export const featureBudgets: Readonly<Record<string, Partial<Traffic>>> = {
  '--cache none': { reads: -1, dryRuns: -1, writes: -1 },
  '--cache shared': {},
  // The claim is looked for and not compared.
  '--cache claim:CLAIM': { dryRuns: -1, writes: -1 },
  '--source pvc://CLAIM/FILE': { dryRuns: -1, writes: -1 },
  '--token-secret SECRET': { reads: 1 },
  '--cpu 1 --memory 1Gi --context-length 1024': {},
  // The budget.
  '--replicas 2': { reads: 1, dryRuns: 1, writes: 1 },
};
