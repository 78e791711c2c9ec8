import { type Interfaces, run } from '@oclif/core';
import packageJson from '../../package.json' with { type: 'json' };
import { PAGE_COLUMNS } from './help-page.ts';
import { withOptionalValues } from './optional-values.ts';
import { reportError } from './report-error.ts';

/**
 * Runs the command that the words name and sets the process's exit status. The bundle's folder
 * is oclif's root: its manifest and its commands lie there.
 */
export async function runCommandLine(args: readonly string[], folder: string): Promise<void> {
  const maxWidth = Math.min(PAGE_COLUMNS, process.stdout.columns ?? PAGE_COLUMNS);
  const oclif = { ...packageJson.oclif, helpOptions: { maxWidth } };
  try {
    await run([...withOptionalValues(args)], {
      root: folder,
      // JSON imports have no literal types, so the discovery strategy is only known as a string.
      pjson: { ...packageJson, oclif } as Interfaces.PJSON,
      userPlugins: false,
      devPlugins: false,
      jitPlugins: false,
    });
  } catch (error) {
    process.exitCode = isPlainExit(error) ? 0 : await reportError(error, args, folder);
  }
}

// How oclif ends after help and version.
function isPlainExit(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIT';
}
