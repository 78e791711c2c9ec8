import packageJson from '../package.json' with { type: 'json' };
import { keepCompiledCode } from './cli/compile-cache.ts';
import { guardOutput } from './cli/guard-output.ts';
import { helpPage, VERSION_MARK } from './cli/help-page.ts';
import { allowNamelessUser } from './cli/nameless-user.ts';

// What needs no command is answered before the framework loads, which takes longer than Node itself.
const args = process.argv.slice(2);
const folder = import.meta.dirname;
guardOutput();
const answer = isVersionQuestion() ? `${versionLine()}\n` : helpAnswer();
if (answer === undefined) {
  allowNamelessUser();
  keepCompiledCode(packageJson.version);
  const { runCommandLine } = await import('./cli/run-command-line.ts');
  await runCommandLine(args[0] === 'help' ? [...args.slice(1), '--help'] : args, folder);
} else {
  process.stdout.write(answer);
}

function isVersionQuestion(): boolean {
  return args.length === 1 && (args[0] === '--version' || args[0] === '-v');
}

function helpAnswer(): string | undefined {
  const { isTTY, columns } = process.stdout;
  const screen = { isTTY, columns, env: process.env };
  return helpPage({ args, screen, folder: `${folder}/help` })?.replace(VERSION_MARK, versionLine());
}

/** The same words as oclif's own, so that both ways of asking agree. */
function versionLine(): string {
  const { name, version } = packageJson;
  return `${name}/${version} ${process.platform}-${process.arch} node-${process.version}`;
}
