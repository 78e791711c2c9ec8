import { Command } from '@oclif/core';
import { documentFlags } from '../cli/flags/output.ts';
import { printDocument } from '../cli/print-document.ts';

export default class Schema extends Command {
  static override summary = 'print the JSON schema of a spec';
  static override description =
    'Prints the form of the documents that `apply` reads, for editors and for checks in CI. What ' +
    'depends on several fields, or on where the release is to run, only `apply` checks.';
  static override examples = [
    '<%= config.bin %> schema > llmkube.schema.json',
    '<%= config.bin %> schema --output yaml',
  ];
  static override flags = { ...documentFlags };

  async run(): Promise<void> {
    const { flags } = await this.parse(Schema);
    const { schema } = await import('../actions/explain.ts');
    await printDocument(schema(), flags.output, (form) => `${JSON.stringify(form, null, 2)}\n`);
  }
}
