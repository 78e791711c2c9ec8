import { Args, Command } from '@oclif/core';
import { requireModel } from '../../actions/require-model.ts';
import { documentFlags } from '../../cli/flags/output.ts';
import { printDocument } from '../../cli/print-document.ts';
import { readCatalog } from '../../cli/read-catalog.ts';
import { catalogModelText } from '../../ui/catalog-text.ts';

export default class CatalogShow extends Command {
  static override summary = 'show what is known of a model';
  static override description =
    'Shows one model of the catalog: where its files are, which of them is taken, its context and ' +
    'its license. With `-o yaml` it is a catalog as your own file may hold it.';
  static override examples = [
    '<%= config.bin %> catalog show qwen3-8b',
    '<%= config.bin %> catalog show qwen3-8b --output yaml',
  ];
  static override args = {
    model: Args.string({
      ignoreStdin: true,
      required: true,
      description: 'id or alias of the model',
    }),
  };
  static override flags = { ...documentFlags };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(CatalogShow);
    const model = requireModel(args.model, await readCatalog());
    await printDocument({ models: [model] }, flags.output, () => catalogModelText(model));
  }
}
