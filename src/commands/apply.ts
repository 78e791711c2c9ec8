import { Command } from '@oclif/core';
import { filesFlags } from '../cli/flags/files.ts';
import { outputFlags } from '../cli/flags/output.ts';
import { planFlags, planOf } from '../cli/flags/plan.ts';
import { profileFlags, readProfileFlag } from '../cli/flags/profile.ts';
import { stagesOf, stayFlags, stayOf } from '../cli/flags/rollout.ts';
import { targetFlags } from '../cli/flags/target.ts';
import { yesFlags } from '../cli/flags/yes.ts';
import { withPorts } from '../cli/open-ports.ts';
import { printResult } from '../cli/print-result.ts';
import { applyText } from '../ui/apply-text.ts';

export default class Apply extends Command {
  static override summary = 'make releases what the documents of files say';
  static override description =
    'A document is all that is wanted of a release: what was said before and is not in it goes ' +
    'away. All documents are checked before anything is written. Releases without a document stay.';
  static override examples = [
    '<%= config.bin %> apply -f qwen.yaml',
    '<%= config.bin %> apply -f models/ --dry-run',
    '<%= config.bin %> apply --filename qwen.yaml --local',
  ];
  static override flags = {
    ...filesFlags,
    ...stayFlags,
    ...planFlags,
    ...profileFlags,
    ...yesFlags,
    ...targetFlags,
    ...outputFlags,
  };

  async run(): Promise<void> {
    const { flags, metadata } = await this.parse(Apply);
    const { readSpecs } = await import('../cli/read-specs.ts');
    const { namespace, ...documents } = await readSpecs(flags);
    const rollout = { ...stayOf(flags, metadata.flags), ...planOf(flags) };
    const profile = await readProfileFlag(flags.for);
    const { apply } = await import('../actions/apply.ts');
    // A list of stages is of one release.
    const stages = documents.releases.length === 1 ? stagesOf(flags, ['plan', 'apply']) : [];
    const where = { ...flags, namespace };
    const result = await withPorts({ flags: where, stages }, (ports) =>
      apply({ ...documents, profile, ...rollout }, ports),
    );
    printResult(result, flags.output, applyText);
  }
}
