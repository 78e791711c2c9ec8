import { readFileSync } from 'node:fs';

/** The part of a stream and of the environment that decides how help looks on it. */
export interface HelpScreen {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface HelpQuestion {
  readonly args: readonly string[];
  readonly screen: HelpScreen;
  /** The folder of the pages that the build renders with oclif's own renderer. */
  readonly folder: string;
}

/** Where a page names the running program, which no build can know. */
export const VERSION_MARK = '{{version}}';

/** Pages are this wide; wider terminals get the same, as long lines read badly. */
export const PAGE_COLUMNS = 80;

/**
 * The finished help text for a plain question such as `deploy --help`, or undefined where oclif has
 * to answer: an unknown command, a narrow terminal, or colours that the environment asks for.
 */
export function helpPage(question: HelpQuestion): string | undefined {
  const topic = helpTopic(question.args);
  const extension = pageExtension(question.screen);
  if (topic === undefined || extension === undefined) return undefined;
  try {
    return readFileSync(`${question.folder}/${topic}.${extension}`, 'utf8');
  } catch {
    // No page means no such command: oclif says so, with its suggestions.
    return undefined;
  }
}

/** `help metal serve`, `metal serve --help` and `metal serve -h` are the same question. */
function helpTopic(args: readonly string[]): string | undefined {
  const isAsked = args.length === 0 || args[0] === 'help' || isHelpFlag(args.at(-1));
  if (!isAsked) return undefined;
  const words = args.filter(
    (word, index) => !(isHelpFlag(word) || (word === 'help' && index === 0)),
  );
  return words.every((word) => /^[a-z][a-z-]*$/.test(word))
    ? ['llmkube', ...words].join(' ')
    : undefined;
}

function isHelpFlag(word: string | undefined): boolean {
  return word === '--help' || word === '-h';
}

function pageExtension({ isTTY, columns, env }: HelpScreen): 'txt' | 'ansi' | undefined {
  if (env.FORCE_COLOR !== undefined) return undefined;
  if (isTTY !== true) return 'txt';
  if ((columns ?? 0) < PAGE_COLUMNS) return undefined;
  return env.NO_COLOR !== undefined || env.TERM === 'dumb' ? 'txt' : 'ansi';
}
