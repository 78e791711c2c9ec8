import { Args, Command } from '@oclif/core';
import { status } from '../actions/status.ts';
import { documentFlags } from '../cli/flags/output.ts';
import { targetFlags } from '../cli/flags/target.ts';
import { openTarget } from '../cli/open-ports.ts';
import { parseReleaseId } from '../cli/parse-release-id.ts';
import { printDocument } from '../cli/print-document.ts';
import { systemClock } from '../cli/system-clock.ts';
import { statusText } from '../ui/status-text.ts';

export default class Status extends Command {
  static override summary = 'show how a release stands, and why';
  static override description =
    'Shows the phase of one release, what stands in its way, its pods and claims, who changed it ' +
    'last and who else wrote to it. Ends with 0 whenever the release can be read: what you may not ' +
    'see is said.';
  static override examples = [
    '<%= config.bin %> status qwen',
    '<%= config.bin %> status qwen --output json',
  ];
  static override args = {
    name: Args.string({ ignoreStdin: true, required: true, description: 'name of the release' }),
  };
  static override flags = { ...targetFlags, ...documentFlags };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Status);
    const named = parseReleaseId(args.name);
    const target = await openTarget(flags);
    try {
      const result = await status(named, target);
      const now = systemClock.now();
      await printDocument(result, flags.output, (found) => statusText(found, now));
    } finally {
      await target.close();
    }
  }
}
