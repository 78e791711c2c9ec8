import { Args, Command, Flags } from '@oclif/core';
import { logs } from '../actions/logs.ts';
import { outputFlags } from '../cli/flags/output.ts';
import { targetFlags } from '../cli/flags/target.ts';
import { parseReleaseId } from '../cli/parse-release-id.ts';
import { parseSince } from '../cli/parse-since.ts';
import { withLogPorts } from '../cli/with-log-ports.ts';
import { containerNames } from '../core/render/container.ts';

const helpGroup = 'LOG';

export default class Logs extends Command {
  static override summary = 'show what the pods of a release have written';
  static override description =
    'Prints the log of the inference engine in every pod of the release, or of the download with ' +
    '--init. A pipe gets the bytes as they are; on a terminal control characters become spaces. ' +
    'With --follow it goes on over restarts, for new pods too, until Ctrl-C.';
  static override examples = [
    '<%= config.bin %> logs qwen --follow --tail 20',
    '<%= config.bin %> logs qwen --init',
    '<%= config.bin %> logs qwen --previous --output json',
  ];
  static override args = {
    name: Args.string({ ignoreStdin: true, required: true, description: 'name of the release' }),
  };
  static override flags = {
    follow: Flags.boolean({
      char: 'f',
      summary: 'go on as the pods write, by default off',
      exclusive: ['previous'],
      helpGroup,
    }),
    previous: Flags.boolean({
      char: 'p',
      summary: 'of the run before the last restart, by default of the newest',
      helpGroup,
    }),
    init: Flags.boolean({
      summary: 'of the download of the weights, by default of the engine',
      helpGroup,
    }),
    since: Flags.string({
      summary: 'only what was written since, as in 10m or 1h30m, by default all',
      helpValue: '<duration>',
      helpGroup,
    }),
    tail: Flags.integer({
      min: 0,
      summary: 'only so many of the last lines of each pod, by default all',
      helpValue: '<lines>',
      helpGroup,
    }),
    ...targetFlags,
    ...outputFlags,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Logs);
    const { follow, previous, init, since, tail } = flags;
    const input = {
      ...parseReleaseId(args.name),
      container: init ? containerNames.downloader : containerNames.server,
      follow,
      previous,
      ...(tail === undefined ? {} : { tailLines: tail }),
      ...(since === undefined ? {} : { sinceSeconds: parseSince(since) }),
    };
    await withLogPorts(flags, (ports) => logs(input, ports));
  }
}
