import { Command, Flags } from '@oclif/core';
import { list } from '../actions/list.ts';
import { outputFlags } from '../cli/flags/output.ts';
import { targetFlags } from '../cli/flags/target.ts';
import { openTarget } from '../cli/open-ports.ts';
import { printResult } from '../cli/print-result.ts';
import { systemClock } from '../cli/system-clock.ts';
import { noReleasesText, releasesTable } from '../ui/tables/releases.ts';

export default class List extends Command {
  static override summary = 'list releases and how they stand';
  static override description =
    'Lists the releases of one namespace, or of all. What each is made of is read from its record, ' +
    'how it stands from its Deployment at that moment.';
  static override examples = [
    '<%= config.bin %> list',
    '<%= config.bin %> list --all-namespaces --output json',
  ];
  static override aliases = ['ls'];
  static override flags = {
    'all-namespaces': Flags.boolean({
      char: 'A',
      summary: 'list every namespace, by default only one',
      exclusive: ['namespace'],
      helpGroup: 'TARGET',
    }),
    ...targetFlags,
    ...outputFlags,
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(List);
    const showsNamespace = flags['all-namespaces'];
    const target = await openTarget(flags);
    try {
      const result = await list(showsNamespace ? 'everywhere' : 'target', target);
      const now = systemClock.now();
      const { namespace } = target.address;
      printResult(result, flags.output, ({ releases }) =>
        releases.length === 0
          ? noReleasesText(showsNamespace ? undefined : namespace)
          : releasesTable(releases, { now, showsNamespace }),
      );
    } finally {
      await target.close();
    }
  }
}
