import { Args, Command, Flags } from '@oclif/core';
import { documentFlags } from '../cli/flags/output.ts';
import { targetFlags } from '../cli/flags/target.ts';
import { modelOrList } from '../cli/model-or-list.ts';
import { printDocument } from '../cli/print-document.ts';
import { readCatalog } from '../cli/read-catalog.ts';
import { licenseListText, licenseText } from '../ui/license-text.ts';

export default class License extends Command {
  static override summary = 'show the license of a model and what it asks for';
  static override description =
    'Shows what the GGUF file, the page at the hub and the catalog say of the license, where they ' +
    'differ, and what is known of its terms. Fetches no more of the file than its beginning. ' +
    'A license that is not known is said to be unknown. This is no legal advice.';
  static override examples = [
    '<%= config.bin %> license qwen3-8b',
    '<%= config.bin %> license ./model.gguf --output json',
    '<%= config.bin %> license my-release --local',
    '<%= config.bin %> license --list',
  ];
  static override args = {
    model: Args.string({
      ignoreStdin: true,
      description: 'model of the catalog, hub id, URL or file, or the name of a release',
    }),
  };
  static override flags = {
    list: Flags.boolean({
      summary: 'show all licenses whose terms are known, by default off',
      helpGroup: 'MODEL',
    }),
    ...targetFlags,
    ...documentFlags,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(License);
    const name = modelOrList(args.model, flags.list);
    if (name === undefined) {
      const { licenses } = await import('../core/license/licenses.ts');
      return await printDocument({ licenses }, flags.output, licenseListText);
    }
    const [{ license }, { findSource }, { withLicensePorts }] = await Promise.all([
      import('../actions/license.ts'),
      import('../cli/find-source.ts'),
      import('../cli/with-license-ports.ts'),
    ]);
    const catalog = await readCatalog();
    const source = await findSource(name, flags, catalog);
    const result = await withLicensePorts((ports) => license({ name, source, catalog }, ports));
    await printDocument(result, flags.output, licenseText);
  }
}
