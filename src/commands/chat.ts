import { Args, Command, Flags } from '@oclif/core';
import { outputFlags } from '../cli/flags/output.ts';
import { targetFlags } from '../cli/flags/target.ts';
import { withPorts } from '../cli/open-ports.ts';
import { parseReleaseId } from '../cli/parse-release-id.ts';
import { printAnswer } from '../cli/print-answer.ts';
import { readQuestion } from '../cli/read-question.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';

export default class Chat extends Command {
  static override summary = 'ask the model of a release';
  static override description =
    'Sends one question through the API server and prints what the model says. The question is the ' +
    'second word, or standard input when it is - or comes from a pipe. An answer has at most 1024 ' +
    'tokens; one that is cut is told so.';
  static override examples = [
    '<%= config.bin %> chat qwen --once "What is the capital of France?"',
    '<%= config.bin %> chat qwen - --once --output json',
  ];
  static override args = {
    name: Args.string({ ignoreStdin: true, required: true, description: 'name of the release' }),
    text: Args.string({ ignoreStdin: true, description: 'the question, or - for standard input' }),
  };
  static override flags = {
    once: Flags.boolean({
      summary: 'end after one answer, by default a conversation, not supported yet',
      helpGroup: 'CHAT',
    }),
    ...targetFlags,
    ...outputFlags,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Chat);
    const named = parseReleaseId(args.name);
    if (!flags.once) throw notYet(args.name);
    const text = await readQuestion(args.text);
    const { chat } = await import('../actions/chat.ts');
    const result = await withPorts({ flags, stages: [] }, (ports) =>
      chat({ ...named, text }, ports),
    );
    printAnswer(result, flags.output);
  }
}

function notYet(name: string): LlmkubeError {
  return new LlmkubeError(
    'USAGE',
    `Cannot chat with \`${name}\`: a conversation is not supported yet, only --once is`,
    { suggestions: [`llmkube chat ${name} --once "What is the capital of France?"`] },
  );
}
