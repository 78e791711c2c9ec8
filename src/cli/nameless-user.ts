import { homedir } from 'node:os';

/**
 * A user without an entry in the user database, as is usual in containers, has neither a shell nor
 * a home that the system could tell, and to ask for one throws: oclif asks for both. Nothing here
 * uses the shell, and whatever needs a home says that there is none.
 */
export function allowNamelessUser(variables = process.env): void {
  variables.SHELL ??= '';
  try {
    homedir();
  } catch {
    // There is no entry, and the environment names no home either.
    variables.HOME = '';
  }
}
