import { Args, Command } from '@oclif/core';
import { outputFlags } from '../cli/flags/output.ts';
import { stagesOf, stayFlags, stayOf } from '../cli/flags/rollout.ts';
import { targetFlags } from '../cli/flags/target.ts';
import { yesFlags } from '../cli/flags/yes.ts';
import { withPorts } from '../cli/open-ports.ts';
import { parseReleaseId } from '../cli/parse-release-id.ts';
import { parseReplicas } from '../cli/parse-replicas.ts';
import { printResult } from '../cli/print-result.ts';
import { scaleText } from '../ui/scale-text.ts';

export default class Scale extends Command {
  static override summary = 'set how many pods serve a release';
  static override description =
    'Sets the number whoever set it before, and stays until it is served. 0 stops the release: no ' +
    'pod is left, the weights and the record stay. It makes no revision.';
  static override examples = [
    '<%= config.bin %> scale qwen 3',
    '<%= config.bin %> scale qwen 0 --no-wait --output json',
  ];
  static override args = {
    name: Args.string({ ignoreStdin: true, required: true, description: 'name of the release' }),
    replicas: Args.string({
      ignoreStdin: true,
      required: true,
      description: 'number of pods, 0 to stop',
    }),
  };
  static override flags = {
    ...stayFlags,
    ...yesFlags,
    ...targetFlags,
    ...outputFlags,
  };

  async run(): Promise<void> {
    const { args, flags, metadata } = await this.parse(Scale);
    const input = {
      ...parseReleaseId(args.name),
      replicas: parseReplicas(args.replicas),
      ...stayOf(flags, metadata.flags),
    };
    const { scale } = await import('../actions/scale.ts');
    const stages = stagesOf(flags, ['plan', 'apply']);
    const result = await withPorts({ flags, stages }, (ports) => scale(input, ports));
    printResult(result, flags.output, scaleText);
  }
}
