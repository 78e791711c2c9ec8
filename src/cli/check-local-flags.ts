import { LlmkubeError } from '../errors/llmkube-error.ts';

const ofClusters = 'it is about clusters';

/** Flags that mean something in a cluster only, and why. Fields have rules of their own. */
const clusterFlags: Readonly<Record<string, string>> = {
  'create-namespace': ofClusters,
  'wait-for-quota': ofClusters,
  verbose: 'it shows requests to an API server',
  data: 'weights of this machine are shared by its releases and stay',
  since: 'lines of engines on this machine carry no time',
};

/** Refuses what would have no effect beside `--local`. */
export function checkLocalFlags(flags: object): void {
  for (const [flag, why] of Object.entries(clusterFlags)) {
    const value: unknown = Reflect.get(flags, flag);
    if (value === undefined || value === false) continue;
    throw new LlmkubeError('USAGE', `Cannot use \`--${flag}\` with \`--local\`: ${why}`, {
      facts: { flag },
      suggestions: [`the same command without --${flag}`],
    });
  }
}
