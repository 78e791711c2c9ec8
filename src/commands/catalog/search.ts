import { Args, Command } from '@oclif/core';
import { documentFlags } from '../../cli/flags/output.ts';
import { printDocument } from '../../cli/print-document.ts';
import { readCatalog } from '../../cli/read-catalog.ts';
import { nearSearches, searchModels } from '../../core/catalog/search-models.ts';
import { catalogText } from '../../ui/catalog-text.ts';

export default class CatalogSearch extends Command {
  static override summary = 'find models of the catalog by words';
  static override description =
    'Shows the models that have every given word in their name, title, repository, license or ' +
    'abilities. Where there is none it names words that are near and find some.';
  static override examples = [
    '<%= config.bin %> catalog search qwen',
    '<%= config.bin %> catalog search "apache image" --output json',
  ];
  static override args = {
    text: Args.string({
      ignoreStdin: true,
      required: true,
      description: 'words that the model must have, all of them',
    }),
  };
  static override flags = { ...documentFlags };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(CatalogSearch);
    const catalog = await readCatalog();
    const models = searchModels(args.text, catalog);
    const near = models.length > 0 ? [] : nearSearches(args.text, catalog);
    const result = near.length === 0 ? { models } : { models, near };
    await printDocument(result, flags.output, catalogText);
  }
}
