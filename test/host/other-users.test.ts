import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { hasOtherUsers } from '../../src/host/other-users.ts';
import { temporaryFolder } from '../support/host/temporary-folder.ts';

const system = 'root:x:0:0::/root:/bin/bash\ndaemon:x:1:1::/usr/sbin:/usr/sbin/nologin';
const nobody = 'nobody:x:65534:65534::/nonexistent:/bin/sh';
const ann = 'ann:x:1000:1000::/home/ann:/bin/bash';
const bob = 'bob:x:1001:1001::/home/bob:/bin/bash';
const eve = 'eve:x:612001:612001::/home/eve:/bin/bash';
const locked = 'eve:x:1002:1002::/home/eve:/usr/sbin/nologin';

test.each([
  ['accounts of the system only', [system, nobody], 0, false],
  ['this user beside them', [system, ann], 1000, false],
  ['somebody who cannot log in', [system, ann, locked], 1000, false],
  ['somebody else', [system, ann, bob], 1000, true],
  ['somebody with a large number', [system, ann, eve], 1000, true],
  ['a person, where root asks', [system, ann], 0, true],
  ['lines that are no accounts', ['', '# ann', 'x'], 0, false],
] as const)('tells whether others could log in: %s', async (_, lines, user, others) => {
  const look = await lookAt(lines);
  expect(await hasOtherUsers({ ...look, user })).toBe(others);
  expect(await hasOtherUsers({ ...look, user, homes: '/nowhere' })).toBe(others);
});

test('who has a home is somebody, whatever the accounts say', async () => {
  const look = await lookAt([system]);
  const home = path.join(look.homes, 'ann');
  await mkdir(home);
  const own = process.getuid?.() ?? 0;
  expect(await hasOtherUsers({ ...look, user: own })).toBe(false);
  expect(await hasOtherUsers({ ...look, user: own + 1, firstPerson: own })).toBe(true);
  expect(await hasOtherUsers({ ...look, user: own + 1, firstPerson: own + 1 })).toBe(false);
});

test('a machine that does not tell may have others', async () => {
  expect(await hasOtherUsers({ accounts: '/nowhere/passwd' })).toBe(true);
});

async function lookAt(lines: readonly string[]) {
  const folder = await temporaryFolder();
  const [accounts, homes] = [path.join(folder, 'passwd'), path.join(folder, 'home')];
  await writeFile(accounts, `${lines.join('\n')}\n`);
  await mkdir(homes);
  return { accounts, homes, firstPerson: 1000 };
}
