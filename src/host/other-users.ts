import { readFile } from 'node:fs/promises';

/** People's accounts on Linux (login.defs, UID_MIN and UID_MAX) and on macOS. */
const firstPerson: Partial<Record<NodeJS.Platform, number>> = { linux: 1000, darwin: 501 };
const lastPerson = 60_000;

/** Whether somebody else could log in to this machine, and so reach its loopback addresses. */
export async function hasOtherUsers(
  user: number | undefined = process.getuid?.(),
  read: () => Promise<string> = () => readFile('/etc/passwd', 'utf8'),
): Promise<boolean> {
  const first = firstPerson[process.platform] ?? 1000;
  try {
    return (await read()).split('\n').some((line) => {
      const [, , uid = '', , , , shell = ''] = line.split(':');
      const number = Number(uid);
      const isPerson = uid !== '' && number >= first && number <= lastPerson;
      return isPerson && number !== user && !/(nologin|false)$/.test(shell);
    });
  } catch {
    // A machine that does not tell may have anybody.
    return true;
  }
}
