import { Command } from '@oclif/core';
import { metalStatus } from '../../actions/metal-status.ts';
import { documentFlags } from '../../cli/flags/output.ts';
import { printDocument } from '../../cli/print-document.ts';
import { systemClock } from '../../cli/system-clock.ts';
import { metalStatusText } from '../../ui/metal-text.ts';

export default class MetalStatus extends Command {
  static override summary = 'show the agent of this machine';
  static override description =
    'Shows whether the agent runs, where its OpenAI API listens, and how many releases it looks ' +
    'after. It starts nothing.';
  static override examples = [
    '<%= config.bin %> metal status',
    '<%= config.bin %> metal status --output json',
  ];
  static override flags = { ...documentFlags };

  async run(): Promise<void> {
    const { localAgent } = await import('../../cli/local-agent.ts');
    const { flags } = await this.parse(MetalStatus);
    const now = systemClock.now();
    await printDocument(await metalStatus(localAgent()), flags.output, (found) =>
      metalStatusText(found, now),
    );
  }
}
