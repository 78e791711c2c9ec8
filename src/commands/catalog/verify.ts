import { Args, Command, Flags } from '@oclif/core';
import { documentFlags } from '../../cli/flags/output.ts';
import { printVerified } from '../../cli/print-verified.ts';
import { readCatalog } from '../../cli/read-catalog.ts';

export default class CatalogVerify extends Command {
  static override strict = false;
  static override summary = 'compare the catalog with what the hub has';
  static override description =
    'Asks the hub whether the files of the catalog are there, with which size, digest and license. ' +
    'Fetches none of them. Ends with 4 when the hub contradicts the catalog or lacks a file.';
  static override examples = [
    '<%= config.bin %> catalog verify',
    '<%= config.bin %> catalog verify qwen3-8b --output json',
    '<%= config.bin %> catalog verify --write pinned.yaml',
  ];
  static override args = {
    models: Args.string({
      ignoreStdin: true,
      description: 'ids or aliases of models, by default all',
    }),
  };
  static override flags = {
    write: Flags.string({
      summary: 'file for a catalog of what is verified, by default none',
      helpValue: '<file>',
      helpGroup: 'OUTPUT',
    }),
    ...documentFlags,
  };

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(CatalogVerify);
    const [{ verifyCatalog }, { withVerifyPorts }] = await Promise.all([
      import('../../actions/verify-catalog.ts'),
      import('../../cli/with-verify-ports.ts'),
    ]);
    const request = {
      catalog: await readCatalog(),
      models: argv.map(String),
      write: flags.write,
    };
    await printVerified(
      await withVerifyPorts((ports) => verifyCatalog(request, ports)),
      flags.output,
    );
  }
}
