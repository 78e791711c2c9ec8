import { LlmkubeError } from '../errors/llmkube-error.ts';
import type { TargetFlags } from './flags/target.ts';

export interface NodesFlags extends Omit<TargetFlags, 'namespace' | 'local'> {
  readonly node: string | undefined;
  readonly cluster: boolean;
  readonly runtime?: string | undefined;
}

/** The nodes that a plan is for. */
export interface NodesWanted {
  readonly target: TargetFlags;
  /** One of them; nothing for all. */
  readonly node: string | undefined;
}

/** Nodes have names of DNS (Kubernetes 1.37). */
const nodeName = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;

/** Reads `--node` and `--cluster`; nothing where the cluster is not asked. */
export function nodesAsked({
  node,
  cluster,
  runtime = 'llamacpp',
  ...flags
}: NodesFlags): NodesWanted | undefined {
  if ((node !== undefined || cluster) && runtime !== 'llamacpp') throw ofOtherEngine(runtime);
  if (node !== undefined && !nodeName.test(node)) throw notAName(node);
  if (node !== undefined || cluster) return { target: { ...flags, namespace: undefined }, node };
  const names = ['context', 'kubeconfig', 'ca-file', 'verbose'] as const;
  const idle = names.find((name) => flags[name] !== undefined && flags[name] !== false);
  if (idle === undefined) return undefined;
  throw new LlmkubeError(
    'USAGE',
    `Cannot use \`--${idle}\` here: no cluster is asked without \`--cluster\` or \`--node\``,
    {
      facts: { flag: `--${idle}` },
      suggestions: ['llmkube fit <model> --cluster'],
    },
  );
}

function ofOtherEngine(runtime: string): LlmkubeError {
  const flag = '--runtime';
  return new LlmkubeError(
    'USAGE',
    `Cannot use \`${flag} ${runtime}\` here: nodes are planned for llamacpp alone`,
    { facts: { flag }, suggestions: [`llmkube fit <model> ${flag} ${runtime} --gpu-memory 24Gi`] },
  );
}

function notAName(node: string): LlmkubeError {
  return new LlmkubeError(
    'USAGE',
    `Cannot look at the node \`${node}\`: no node can have that name`,
    {
      facts: { flag: '--node', value: node },
      suggestions: ['kubectl get nodes'],
    },
  );
}
