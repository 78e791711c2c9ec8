import { Command, Flags } from '@oclif/core';
import { localFlags } from '../../cli/flags/target.ts';

export default class MetalServe extends Command {
  static override summary = 'run the releases of this machine until Ctrl-C';
  static override description =
    'The agent that runs what `deploy --local` asks for, in the foreground. Commands start one by ' +
    'themselves when there is none, so this is for service managers and for watching it. Ctrl-C ends ' +
    'every engine; when the system ends it, engines run on and the next agent takes them over. On a ' +
    'terminal its log is text, else lines of JSON.';
  static override examples = ['<%= config.bin %> metal serve --local'];
  static override flags = {
    ...localFlags,
    background: Flags.boolean({
      summary: 'say in one line of JSON how the start went, by default off',
      helpGroup: 'OUTPUT',
    }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(MetalServe);
    const { serveLocal } = await import('../../cli/serve-local.ts');
    await serveLocal({ isLocal: flags.local, isBackground: flags.background });
  }
}
