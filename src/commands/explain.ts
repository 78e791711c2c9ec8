import { Args, Command } from '@oclif/core';
import { documentFlags } from '../cli/flags/output.ts';
import { printDocument } from '../cli/print-document.ts';
import { explainText } from '../ui/explain-text.ts';

export default class Explain extends Command {
  static override summary = 'say what a field of a spec means';
  static override description =
    'Shows the type of a field, what is assumed without it, the flag of `deploy` that is the same, ' +
    'and what the engine is started with.';
  static override examples = [
    '<%= config.bin %> explain spec',
    '<%= config.bin %> explain serving.contextLength --output json',
  ];
  static override args = {
    field: Args.string({
      ignoreStdin: true,
      required: true,
      description: 'path of the field, as in a document',
    }),
  };
  static override flags = { ...documentFlags };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Explain);
    const { explain } = await import('../actions/explain.ts');
    await printDocument(explain(args.field), flags.output, explainText);
  }
}
