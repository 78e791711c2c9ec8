import { Command } from '@oclif/core';
import { documentFlags } from '../cli/flags/output.ts';
import { localFlags } from '../cli/flags/target.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';

export default class Doctor extends Command {
  static override summary = 'look at what a deploy on this machine needs';
  static override description =
    'Looks for the engine, memory, accelerators, folders, the agent and its port, and says what is ' +
    'in the way and how to put it right. Changes nothing but that missing folders are made. Ends ' +
    'with 8 when a deploy would not work.';
  static override examples = [
    '<%= config.bin %> doctor --local',
    '<%= config.bin %> doctor --local --output json',
  ];
  static override flags = {
    ...localFlags,
    ...documentFlags,
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Doctor);
    if (!flags.local) throw notYet();
    const [{ doctor }, { openDoctor }, { printDoctor }] = await Promise.all([
      import('../actions/doctor.ts'),
      import('../cli/open-doctor.ts'),
      import('../cli/print-doctor.ts'),
    ]);
    await printDoctor(await doctor(openDoctor()), flags.output);
  }
}

function notYet(): LlmkubeError {
  return new LlmkubeError(
    'USAGE',
    'Cannot look at a cluster: that is not supported yet, only --local is',
    { suggestions: ['llmkube doctor --local'] },
  );
}
