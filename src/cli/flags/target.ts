import { Flags } from '@oclif/core';

/** Where releases live. The same family for every command that reaches a cluster. */
export const targetFlags = {
  namespace: Flags.string({
    char: 'n',
    summary: "namespace, by default the context's own, else `default`",
    helpGroup: 'TARGET',
    helpValue: '<namespace>',
  }),
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
};

export interface TargetFlags {
  readonly namespace: string | undefined;
  readonly context: string | undefined;
  readonly kubeconfig: string | undefined;
}
