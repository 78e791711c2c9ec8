import { Flags } from '@oclif/core';
import { clusterFlags } from './target.ts';

const others = ['gpu-memory', 'host-memory', 'local'];

/** What is looked at in a cluster, and in which. */
export const nodesFlags = {
  node: Flags.string({
    summary: 'node of the cluster whose GPUs and memory are looked at',
    exclusive: ['cluster', ...others],
    helpGroup: 'TARGET',
    helpValue: '<node>',
  }),
  cluster: Flags.boolean({
    summary: 'look at the GPUs and the memory of all nodes of the cluster, by default off',
    exclusive: ['node', ...others],
    helpGroup: 'TARGET',
  }),
  ...clusterFlags,
};
