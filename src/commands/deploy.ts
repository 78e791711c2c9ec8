import { Args, Command, Flags } from '@oclif/core';
import { outputFlags } from '../cli/flags/output.ts';
import { observeOptionsOf, proofFlags, rolloutFlags } from '../cli/flags/rollout.ts';
import { targetFlags } from '../cli/flags/target.ts';
import { withPorts } from '../cli/open-ports.ts';
import { parseReleaseId } from '../cli/parse-release-id.ts';
import { printResult } from '../cli/print-result.ts';
import { deployText } from '../ui/deploy-text.ts';

export default class Deploy extends Command {
  static override summary = 'make a release what the flags say and prove it with a token';
  static override description =
    'Creates or changes a release: one Deployment, one Service and one claim for the weights. ' +
    'Stays until the model has answered, or says why it cannot. A second identical deploy writes nothing.';
  static override examples = [
    '<%= config.bin %> deploy qwen --source https://models.example/qwen.gguf --image llama-server:1',
  ];
  static override args = {
    name: Args.string({ required: true, description: 'name of the release' }),
  };
  static override flags = {
    source: Flags.string({
      summary: 'where the weights come from: an http or https URL of a GGUF file',
      helpGroup: 'MODEL',
      helpValue: '<url>',
    }),
    image: Flags.string({
      summary: 'image of the inference engine, with llama-server and curl in it',
      helpGroup: 'MODEL',
      helpValue: '<image>',
    }),
    wait: Flags.boolean({
      default: true,
      allowNo: true,
      summary: 'stay until a token has come back, by default on',
      helpGroup: 'ROLLOUT',
    }),
    ...rolloutFlags,
    ...proofFlags,
    ...targetFlags,
    ...outputFlags,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Deploy);
    const { id, release } = parseReleaseId(args.name);
    const given = { model: { source: flags.source }, runtime: { image: flags.image } };
    const rollout = {
      wait: flags.wait,
      observe: observeOptionsOf(flags),
      requireProof: flags['require-proof'],
    };
    const { deploy } = await import('../actions/deploy.ts');
    const result = await withPorts(
      { flags, stages: flags.wait ? ['plan', 'apply', 'observe', 'prove'] : ['plan', 'apply'] },
      (ports) => deploy({ id, release, given, ...rollout }, ports),
    );
    printResult(result, flags.output, deployText);
  }
}
