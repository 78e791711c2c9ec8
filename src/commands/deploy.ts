import { Args, Command } from '@oclif/core';
import { checkPeerFlags } from '../cli/check-peer-flags.ts';
import { networkFlags } from '../cli/flags/network.ts';
import { outputFlags } from '../cli/flags/output.ts';
import { planFlags, planOf } from '../cli/flags/plan.ts';
import { profileFlags, readProfileFlag } from '../cli/flags/profile.ts';
import { nameFlags, releaseFlags } from '../cli/flags/release.ts';
import { stagesOf, stayFlags, stayOf } from '../cli/flags/rollout.ts';
import { targetFlags } from '../cli/flags/target.ts';
import { yesFlags } from '../cli/flags/yes.ts';
import { givenOf } from '../cli/given-of.ts';
import { withPorts } from '../cli/open-ports.ts';
import { parseModel } from '../cli/parse-model.ts';
import { printResult } from '../cli/print-result.ts';
import { readCatalog } from '../cli/read-catalog.ts';
import { splitEngineArgs } from '../cli/split-engine-args.ts';
import { deployText } from '../ui/deploy-text.ts';

export default class Deploy extends Command {
  static override summary = 'make a release what the flags say and prove it with a token';
  static override description =
    'Creates or changes a release: one Deployment, one Service and one claim for the weights. ' +
    'Stays until the model has answered, or says why it cannot. A second identical deploy writes nothing. ' +
    'What was said once stays; an empty text, as in --cpu="", takes a field away.';
  static override examples = [
    '<%= config.bin %> deploy qwen3-8b --local',
    '<%= config.bin %> deploy qwen --source https://models.example/qwen.gguf --image llama-server:1',
    '<%= config.bin %> deploy qwen --replicas 2 --memory 8Gi --dry-run',
    '<%= config.bin %> deploy qwen3-8b --local -- --threads 4',
  ];
  static override args = {
    model: Args.string({
      ignoreStdin: true,
      required: true,
      description: 'model of the catalog, hub id, URL or file, or the name of a release',
    }),
  };
  static override flags = {
    ...nameFlags,
    ...releaseFlags,
    ...networkFlags,
    ...stayFlags,
    ...planFlags,
    ...profileFlags,
    ...yesFlags,
    ...targetFlags,
    ...outputFlags,
  };

  async run(): Promise<void> {
    const { own, engine } = splitEngineArgs(this.argv);
    checkPeerFlags(own);
    const { args, flags, metadata } = await this.parse(Deploy, own);
    const words = { ...flags, word: args.model, verb: 'deploy' } as const;
    const { source, ...named } = await parseModel(words, readCatalog);
    const given = await givenOf({ ...flags, source }, engine);
    const rollout = { ...stayOf(flags, metadata.flags), ...planOf(flags) };
    const profile = await readProfileFlag(flags.for);
    const { deploy } = await import('../actions/deploy.ts');
    const stages = flags['dry-run'] ? (['plan'] as const) : stagesOf(flags, ['plan', 'apply']);
    const result = await withPorts({ flags, stages }, (ports) =>
      deploy({ ...named, given, profile, ...rollout }, ports),
    );
    printResult(result, flags.output, deployText);
  }
}
