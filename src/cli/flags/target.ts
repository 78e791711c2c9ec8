import { Flags } from '@oclif/core';

/** Its own family: verbs about this machine alone have no other target. */
export const localFlags = {
  local: Flags.boolean({
    summary: 'this machine in place of a cluster, by default off',
    exclusive: ['namespace', 'context', 'kubeconfig'],
    helpGroup: 'TARGET',
  }),
};

/** Which cluster it is. */
export const clusterFlags = {
  context: Flags.string({
    summary: 'context of the kubeconfig, by default the current one',
    helpGroup: 'TARGET',
    helpValue: '<context>',
  }),
  kubeconfig: Flags.string({
    summary: 'kubeconfig file, by default $KUBECONFIG, else ~/.kube/config',
    helpGroup: 'TARGET',
    helpValue: '<file>',
  }),
  'ca-file': Flags.string({
    summary: 'more certificate authorities to trust, by default $LLMKUBE_CA_FILE',
    helpGroup: 'TARGET',
    helpValue: '<file>',
  }),
  verbose: Flags.boolean({
    char: 'v',
    summary: 'print every request on standard error, by default off',
    helpGroup: 'OUTPUT',
  }),
};

/** Where releases live. The same family for every command that reaches a cluster. */
export const targetFlags = {
  ...localFlags,
  namespace: Flags.string({
    char: 'n',
    summary: "namespace, by default the context's own, else `default`",
    helpGroup: 'TARGET',
    helpValue: '<namespace>',
  }),
  ...clusterFlags,
};

export interface TargetFlags {
  readonly local?: boolean;
  readonly namespace: string | undefined;
  readonly context: string | undefined;
  readonly kubeconfig: string | undefined;
  readonly 'ca-file'?: string | undefined;
  readonly verbose?: boolean;
}
