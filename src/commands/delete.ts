import { Args, Command, Flags } from '@oclif/core';
import { confirmLoss } from '../cli/confirm-loss.ts';
import { outputFlags } from '../cli/flags/output.ts';
import { targetFlags } from '../cli/flags/target.ts';
import { yesFlags } from '../cli/flags/yes.ts';
import { withPorts } from '../cli/open-ports.ts';
import { parseReleaseId } from '../cli/parse-release-id.ts';
import { printResult } from '../cli/print-result.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import { deleteAllText, deleteText } from '../ui/delete-text.ts';

export default class Delete extends Command {
  static override summary = 'remove a release, or everything in a namespace';
  static override description =
    'Removes everything that deploy made. The claim with the weights stays unless --data is given, ' +
    'and a later deploy of the same name uses it again. With --all everything of llmkube in the ' +
    'namespace goes, also what is left of releases whose record is gone.';
  static override examples = [
    '<%= config.bin %> delete qwen',
    '<%= config.bin %> delete qwen --data --yes',
    '<%= config.bin %> delete --all --namespace team',
  ];
  static override args = {
    name: Args.string({
      ignoreStdin: true,
      required: false,
      description: 'name of the release, unless --all is given',
    }),
  };
  static override flags = {
    all: Flags.boolean({
      summary: 'remove everything in the namespace, by default one release',
      helpGroup: 'LOSS',
    }),
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
    const { data, output } = flags;
    if (args.name === undefined || flags.all) {
      checkWords(args.name, flags.all);
      if (data) await confirmLoss('the weights of everything in the namespace', flags);
      const { deleteAll } = await import('../actions/delete-all.ts');
      const result = await withPorts({ flags, stages: ['plan', 'remove'] }, (ports) =>
        deleteAll({ data }, ports),
      );
      return printResult(result, output, deleteAllText);
    }
    const named = parseReleaseId(args.name);
    if (data) await confirmLoss(`the weights of ${named.release}`, flags);
    const { deleteRelease } = await import('../actions/delete.ts');
    const result = await withPorts({ flags, stages: ['remove'] }, (ports) =>
      deleteRelease({ ...named, data }, ports),
    );
    printResult(result, output, deleteText);
  }
}

function checkWords(name: string | undefined, all: boolean): void {
  if (name === undefined && all) return;
  const fact = all ? 'it names a release and says --all' : 'it has no name and no --all';
  throw new LlmkubeError('USAGE', `Cannot read the command line: ${fact}`, {
    suggestions: ['llmkube delete NAME', 'llmkube delete --all'],
  });
}
