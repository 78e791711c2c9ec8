import { Command } from '@oclif/core';
import { filesFlags } from '../cli/flags/files.ts';
import { documentFlags } from '../cli/flags/output.ts';
import { printConverted } from '../cli/print-converted.ts';

export default class Convert extends Command {
  static override summary = 'make specs out of documents of the operator';
  static override description =
    'Reads Model and InferenceService documents of inference.llmkube.dev/v1alpha1 and prints specs ' +
    'that `apply` reads, with their comments. Every field is taken over, or told: what is dropped ' +
    'on standard error, what cannot be said as an error, and then nothing is printed.';
  static override examples = [
    '<%= config.bin %> convert -f models.yaml > releases.yaml',
    '<%= config.bin %> convert -f - --output json',
    '<%= config.bin %> convert --filename models/ --recursive --output json',
  ];
  static override flags = { ...filesFlags, ...documentFlags };

  async run(): Promise<void> {
    const { flags } = await this.parse(Convert);
    const { convertFiles } = await import('../cli/convert-files.ts');
    printConverted(await convertFiles(flags), flags.output);
  }
}
