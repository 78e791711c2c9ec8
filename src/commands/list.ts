import { Command, Flags } from '@oclif/core';
import { list } from '../actions/list.ts';
import { tableFlags } from '../cli/flags/output.ts';
import { targetFlags } from '../cli/flags/target.ts';
import { openTarget } from '../cli/open-ports.ts';
import { printDocument } from '../cli/print-document.ts';
import { systemClock } from '../cli/system-clock.ts';
import { noReleasesText, releaseNames, releasesTable } from '../ui/tables/releases.ts';

export default class List extends Command {
  static override summary = 'list releases and how they stand';
  static override description =
    'Lists the releases of one namespace, or of all. What each is made of is read from its record, ' +
    'how it stands from its Deployment at that moment. The form `wide` has more columns, `name` is ' +
    'one name a line.';
  static override examples = [
    '<%= config.bin %> list',
    '<%= config.bin %> list --output wide',
    '<%= config.bin %> list --all-namespaces --output json',
  ];
  static override aliases = ['ls'];
  static override flags = {
    'all-namespaces': Flags.boolean({
      char: 'A',
      summary: 'list every namespace, by default only one',
      exclusive: ['namespace', 'local'],
      helpGroup: 'TARGET',
    }),
    ...targetFlags,
    ...tableFlags,
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(List);
    const showsNamespace = flags['all-namespaces'];
    const form = flags.output;
    const target = await openTarget(flags);
    try {
      const result = await list(showsNamespace ? 'everywhere' : 'target', target);
      const table = { now: systemClock.now(), showsNamespace, isWide: form === 'wide' };
      const document = form === 'json' || form === 'yaml' ? form : undefined;
      await printDocument(result, document, ({ releases }) => {
        if (form === 'name') return releaseNames(releases, table);
        if (releases.length > 0) return releasesTable(releases, table);
        return noReleasesText(showsNamespace ? undefined : target.address);
      });
    } finally {
      await target.close();
    }
  }
}
