import { Args, Command, Flags } from '@oclif/core';
import { deleteRelease } from '../actions/delete.ts';
import { confirmLoss } from '../cli/confirm-loss.ts';
import { outputFlags } from '../cli/flags/output.ts';
import { targetFlags } from '../cli/flags/target.ts';
import { yesFlags } from '../cli/flags/yes.ts';
import { withPorts } from '../cli/open-ports.ts';
import { parseReleaseId } from '../cli/parse-release-id.ts';
import { printResult } from '../cli/print-result.ts';
import { deleteText } from '../ui/delete-text.ts';

export default class Delete extends Command {
  static override summary = 'remove a release';
  static override description =
    'Removes everything that deploy made. The claim with the weights stays unless --data is given, ' +
    'and a later deploy of the same name uses it again.';
  static override examples = [
    '<%= config.bin %> delete qwen',
    '<%= config.bin %> delete qwen --data --yes',
  ];
  static override args = {
    name: Args.string({ required: true, description: 'name of the release' }),
  };
  static override flags = {
    data: Flags.boolean({
      summary: 'remove the claim too, and the weights in it, by default off',
      helpGroup: 'LOSS',
    }),
    ...yesFlags,
    ...targetFlags,
    ...outputFlags,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Delete);
    const { id, release } = parseReleaseId(args.name);
    if (flags.data) await confirmLoss(`the weights of ${release}`, flags);
    const result = await withPorts({ flags, stages: ['remove'] }, (ports) =>
      deleteRelease({ id, release, data: flags.data }, ports),
    );
    printResult(result, flags.output, deleteText);
  }
}
