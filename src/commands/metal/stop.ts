import { Command } from '@oclif/core';
import { metalStop } from '../../actions/metal-stop.ts';
import { documentFlags } from '../../cli/flags/output.ts';
import { printDocument } from '../../cli/print-document.ts';
import { metalStopText } from '../../ui/metal-text.ts';

export default class MetalStop extends Command {
  static override summary = 'end the agent of this machine and every engine of it';
  static override description =
    'Requests that are under way get half a minute. The releases stay deployed: the next deploy, ' +
    'wait, restart, scale or `metal serve --local` starts them again.';
  static override examples = [
    '<%= config.bin %> metal stop',
    '<%= config.bin %> metal stop --output json',
  ];
  static override flags = { ...documentFlags };

  async run(): Promise<void> {
    const { localAgent } = await import('../../cli/local-agent.ts');
    const { flags } = await this.parse(MetalStop);
    await printDocument(await metalStop(localAgent()), flags.output, metalStopText);
  }
}
