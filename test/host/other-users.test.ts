import { expect, test } from 'vitest';
import { hasOtherUsers } from '../../src/host/other-users.ts';

const system = 'root:x:0:0::/root:/bin/bash\ndaemon:x:1:1::/usr/sbin:/usr/sbin/nologin';
const nobody = 'nobody:x:65534:65534::/nonexistent:/bin/sh';
const ann = 'ann:x:1000:1000::/home/ann:/bin/bash';
const bob = 'bob:x:1001:1001::/home/bob:/bin/bash';
const locked = 'eve:x:1002:1002::/home/eve:/usr/sbin/nologin';

test.each([
  ['accounts of the system only', [system, nobody], 0, false],
  ['this user beside them', [system, ann], 1000, false],
  ['somebody who cannot log in', [system, ann, locked], 1000, false],
  ['somebody else', [system, ann, bob], 1000, true],
  ['a person, where root asks', [system, ann], 0, true],
  ['lines that are no accounts', ['', '# ann', 'x'], 0, false],
] as const)('tells whether others could log in: %s', async (_, lines, user, others) => {
  expect(await hasOtherUsers(user, async () => `${lines.join('\n')}\n`)).toBe(others);
});

test('a machine that does not tell may have others', async () => {
  const refuse = () => Promise.reject(new Error('EACCES'));
  expect(await hasOtherUsers(1000, refuse)).toBe(true);
});
