import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { systemCodeOf } from './folder-unusable.ts';

/** People's accounts on Linux (login.defs, UID_MIN) and on macOS begin with this number. */
const firstPerson: Partial<Record<NodeJS.Platform, number>> = { linux: 1000, darwin: 501 };
/** It owns what is nobody's; an account of that name is for programs. */
const nobody = 65_534;
/** Not all people are in the file of accounts: those of macOS and of a directory are not. */
const homesByPlatform: Partial<Record<NodeJS.Platform, string>> = { darwin: '/Users' };

export interface UserLook {
  /** Who asks. */
  readonly user: number | undefined;
  /** In the form of passwd(5). */
  readonly accounts: string;
  /** Where people have a folder of their own. */
  readonly homes: string;
  readonly firstPerson: number;
}

/** Whether somebody else could log in to this machine, and so reach its loopback addresses. */
export async function hasOtherUsers(look: Partial<UserLook> = {}): Promise<boolean> {
  const { user, accounts, homes, firstPerson } = { ...lookHere(), ...look };
  const isOther = (id: number) => id >= firstPerson && id !== nobody && id !== user;
  try {
    const known = (await readFile(accounts, 'utf8')).split('\n').flatMap(personIn);
    return known.some(isOther) || (await ownersIn(homes)).some(isOther);
  } catch {
    // A machine that does not tell may have anybody.
    return true;
  }
}

function lookHere(): UserLook {
  const { platform } = process;
  return {
    user: process.getuid?.(),
    accounts: '/etc/passwd',
    homes: homesByPlatform[platform] ?? '/home',
    firstPerson: firstPerson[platform] ?? 1000,
  };
}

function personIn(line: string): number[] {
  const [, , id = '', , , , shell = ''] = line.split(':');
  return id === '' || /(nologin|false)$/.test(shell) ? [] : [Number(id)];
}

async function ownersIn(folder: string): Promise<readonly number[]> {
  try {
    const names = await readdir(folder);
    return await Promise.all(names.map(async (name) => (await stat(path.join(folder, name))).uid));
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return [];
    throw error;
  }
}
