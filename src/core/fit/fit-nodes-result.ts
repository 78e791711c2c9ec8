import type { SacrificeName } from './sacrifice-name.ts';

/** Whether a model fits; `unknown` where the cluster does not tell enough. */
export type NodeVerdict = 'yes' | 'no' | 'unknown';

/** GPUs of one kind on a node, or a node without any, as a place for a model. */
export interface NodeFit {
  /** The name of the node. */
  readonly node: string;
  /** What its GPUs are asked for by: a resource, or the driver of a claim; empty without any. */
  readonly resource: string;
  /** How they are asked for. */
  readonly via: 'resource' | 'claim';
  /** As many as the node gives out. */
  readonly offered: number;
  /** As many as the model would get; 0 where it runs on processors alone. */
  readonly gpus: number;
  /** What the GPU is, as the node tells it. */
  readonly product?: string;
  /** Memory of each GPU in bytes; absent where it is not known. */
  readonly memoryEach?: number;
  /** Memory in bytes that the node has for all its pods together; absent where it is not told. */
  readonly hostMemory?: number;
  /** Whether pods are sent to the node at all. */
  readonly isSchedulable: boolean;
  /** Keys of taints that a release for these GPUs does not tolerate by itself. */
  readonly taints: readonly string[];
  /** Whether there is a way to run it there with what was asked for. */
  readonly fits: NodeVerdict;
  /** Why it does not fit, why nobody knows, or what is given up so that it does. */
  readonly why?: string;
  /** Tokens that one conversation may hold. */
  readonly contextLength?: number;
  /** The most tokens of a conversation that fit, whatever is given up for them; 0 for none. */
  readonly largestContext?: number;
  /** What was given up so that it fits. */
  readonly steps: readonly SacrificeName[];
  /** Sentences that say why it is so. */
  readonly because: readonly string[];
}

/** What `fit` prints of the nodes of a cluster. */
export interface FitNodesResult {
  /** As it was asked for. */
  readonly name: string;
  /** Where the weights come from. */
  readonly source: string;
  /** The engine that it is planned for. */
  readonly runtime: 'llamacpp';
  /** Whether it fits on any node; `unknown` where no other is known to have room. */
  readonly fits: NodeVerdict;
  /** Set where it fits on none. */
  readonly code?: 'MODEL_TOO_LARGE';
  /** A row for each kind of GPUs of each node, in the order of the names. */
  readonly nodes: readonly NodeFit[];
  /** What the cluster did not tell, and what the rows do not cover. */
  readonly notes: readonly string[];
  /** Deploys it so that it gets what it needs; absent where no free choice is known to fit. */
  readonly deploy?: string;
}
