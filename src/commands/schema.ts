import { Command } from '@oclif/core';

export default class Schema extends Command {
  static override summary = 'print the JSON schema of a spec';
  static override description =
    'Prints the form of the documents that `apply` reads, for editors and for checks in CI. What ' +
    'depends on several fields, or on where the release is to run, only `apply` checks.';
  static override examples = ['<%= config.bin %> schema > llmkube.schema.json'];

  async run(): Promise<void> {
    await this.parse(Schema);
    const { schema } = await import('../actions/explain.ts');
    process.stdout.write(`${JSON.stringify(schema(), null, 2)}\n`);
  }
}
