import { Args, Command } from '@oclif/core';
import { outputFlags } from '../cli/flags/output.ts';
import { revisionFlags } from '../cli/flags/revision.ts';
import { observeOptionsOf, proofFlags, rolloutFlags } from '../cli/flags/rollout.ts';
import { targetFlags } from '../cli/flags/target.ts';
import { withPorts } from '../cli/open-ports.ts';
import { parseReleaseId } from '../cli/parse-release-id.ts';
import { printResult } from '../cli/print-result.ts';
import { waitText } from '../ui/wait-text.ts';

export default class Wait extends Command {
  static override summary = 'stay until a release is ready and proven';
  static override description =
    'Attaches to a rollout that somebody else has started, or that an earlier command has left, and ' +
    'ends like deploy does: with a token, with the cause or when time runs out. It writes nothing.';
  static override examples = [
    '<%= config.bin %> wait qwen',
    '<%= config.bin %> wait qwen --revision 7 --timeout 10m --output json',
  ];
  static override args = {
    name: Args.string({ ignoreStdin: true, required: true, description: 'name of the release' }),
  };
  static override flags = {
    ...revisionFlags,
    ...rolloutFlags,
    ...proofFlags,
    ...targetFlags,
    ...outputFlags,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Wait);
    const input = {
      ...parseReleaseId(args.name),
      revision: flags.revision,
      observe: observeOptionsOf(flags),
      requireProof: flags['require-proof'],
      allowCpu: flags['allow-cpu'],
    };
    const { wait } = await import('../actions/wait.ts');
    const result = await withPorts({ flags, stages: ['observe', 'prove'] }, (ports) =>
      wait(input, ports),
    );
    printResult(result, flags.output, waitText);
  }
}
