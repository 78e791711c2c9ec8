import { Args, Command } from '@oclif/core';
import { outputFlags } from '../cli/flags/output.ts';
import { stagesOf, stayFlags, stayOf } from '../cli/flags/rollout.ts';
import { targetFlags } from '../cli/flags/target.ts';
import { withPorts } from '../cli/open-ports.ts';
import { parseReleaseId } from '../cli/parse-release-id.ts';
import { printResult } from '../cli/print-result.ts';
import { restartText } from '../ui/restart-text.ts';

export default class Restart extends Command {
  static override summary = 'replace the pods of a release by new ones';
  static override description =
    'Starts new pods of the same kind and stays until they are proven. The weights are not fetched ' +
    'again, no revision is made, and a later deploy does not restart anything because of it.';
  static override examples = [
    '<%= config.bin %> restart qwen',
    '<%= config.bin %> restart qwen --no-wait --output json',
  ];
  static override args = {
    name: Args.string({ ignoreStdin: true, required: true, description: 'name of the release' }),
  };
  static override flags = {
    ...stayFlags,
    ...targetFlags,
    ...outputFlags,
  };

  async run(): Promise<void> {
    const { args, flags, metadata } = await this.parse(Restart);
    const input = { ...parseReleaseId(args.name), ...stayOf(flags, metadata.flags) };
    const { restart } = await import('../actions/restart.ts');
    const stages = stagesOf(flags, ['apply']);
    const result = await withPorts({ flags, stages }, (ports) => restart(input, ports));
    printResult(result, flags.output, restartText);
  }
}
