import type { CommandEntry, FlagEntry, Manifest } from './manifest.ts';
import { code, formatTable, pageStart } from './markdown.ts';

/** Every command with its arguments and flags, from the manifest that the help comes from too. */
export function commandsPage({ commands }: Manifest): string {
  const sections = Object.values(commands).sort(byId).map(commandSection);
  return [pageStart('Commands'), ...sections].join('\n');
}

function commandSection(command: CommandEntry): string {
  const name = command.id.replaceAll(':', ' ');
  const { args, flags, aliases, summary, description, examples } = command;
  const parts = [
    `## llmkube ${name}\n`,
    `${sentence(summary)}\n`,
    `${description}\n`,
    aliases.length === 0 ? '' : `Also: ${aliases.map((alias) => code(alias)).join(', ')}\n`,
    Object.keys(args).length === 0 ? '' : argumentTable(command),
    flagTable(Object.values(flags)),
    `\`\`\`sh\n${examples.map(exampleLine).join('\n')}\n\`\`\`\n`,
  ];
  return parts.filter((part) => part !== '').join('\n');
}

function argumentTable({ args }: CommandEntry): string {
  const rows = Object.values(args).map(({ name, description, required }) => [
    code(name.toUpperCase()),
    description,
    required ? 'yes' : 'no',
  ]);
  return formatTable(['Argument', 'What it is', 'Required'], rows);
}

function flagTable(flags: readonly FlagEntry[]): string {
  const groups = [...new Set(flags.map(({ helpGroup }) => helpGroup ?? ''))];
  const rows = groups.flatMap((group) =>
    flags
      .filter(({ helpGroup = '' }) => helpGroup === group)
      .map((flag) => [code(spelling(flag)), flag.summary, group.toLowerCase()]),
  );
  return formatTable(['Flag', 'What it does', 'Group'], rows);
}

/** `-n, --namespace <namespace>`, `--[no-]wait`, `-o, --output json`. */
function spelling({ char, name, type, allowNo, helpValue, options }: FlagEntry): string {
  const short = char === undefined ? '' : `-${char}, `;
  const long = allowNo ? `--[no-]${name}` : `--${name}`;
  if (type === 'boolean') return `${short}${long}`;
  return `${short}${long} ${options?.join('|') ?? helpValue ?? '<value>'}`;
}

function exampleLine(example: string): string {
  return example.replace('<%= config.bin %>', 'llmkube');
}

function sentence(fragment: string): string {
  return `${fragment.charAt(0).toUpperCase()}${fragment.slice(1)}.`;
}

function byId(one: CommandEntry, other: CommandEntry): number {
  return one.id < other.id ? -1 : 1;
}
