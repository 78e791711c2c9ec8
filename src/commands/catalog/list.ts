import { Command } from '@oclif/core';
import { documentFlags } from '../../cli/flags/output.ts';
import { printDocument } from '../../cli/print-document.ts';
import { readCatalog } from '../../cli/read-catalog.ts';
import { catalogText } from '../../ui/catalog-text.ts';

export default class CatalogList extends Command {
  static override summary = 'show the models that a name is enough for';
  static override description =
    'Shows every model of the catalog, your own first. A fact that is not known is left out. ' +
    'It asks no server: what the hub has today is looked at when a model is deployed.';
  static override examples = [
    '<%= config.bin %> catalog list',
    '<%= config.bin %> catalog list --output json',
  ];
  static override flags = { ...documentFlags };

  async run(): Promise<void> {
    const { flags } = await this.parse(CatalogList);
    await printDocument({ models: await readCatalog() }, flags.output, catalogText);
  }
}
