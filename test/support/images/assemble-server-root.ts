import { appendFile, chmod, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';

/** What the image is made for; apt adds what these depend on. */
export const SERVER_PACKAGES: readonly string[] = [
  'llama.cpp-tools',
  'llama.cpp-tools-extra',
  'libggml0-backend-rpc',
  'curl',
  'ca-certificates',
  'base-files',
  'dash',
  'coreutils',
  'grep',
  'sed',
];

/** The unprivileged user of the image; any other uid works as well. */
export const SERVER_USER = { name: 'llama', uid: 10001, gid: 10001 };

const LIBRARIES = `usr/lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu`;

// Nothing that llama-server, curl or a shell script reads at run time.
const UNUSED = [
  'boot',
  'etc/apt',
  'etc/debconf.conf',
  'etc/dpkg',
  'etc/update-motd.d',
  'usr/bin/openssl',
  'usr/games',
  'usr/include',
  'usr/lib/debug',
  'usr/share',
  'usr/src',
  'var/backups',
  'var/lib/dpkg',
  `${LIBRARIES}/gconv`,
  `${LIBRARIES}/ossl-modules`,
  `${LIBRARIES}/perl-base`,
  `usr/libexec/${LIBRARIES.slice('usr/lib/'.length)}/ggml`,
];

/**
 * Unpacks package files into `root` and leaves there what a container needs: the packages' install
 * scripts do not run, so the users, the certificate bundle and the resolver order are written here.
 */
export async function assembleServerRoot(files: string[], root: string): Promise<void> {
  for (const file of files) await execa('dpkg-deb', ['--extract', file, root]);
  await writeCertificateBundle(root);
  for (const path of UNUSED) await rm(join(root, path), { recursive: true, force: true });
  await writeUsers(root);
  await writeReadable(join(root, 'etc/nsswitch.conf'), 'hosts: files dns\n');
  await chmod(root, 0o755);
}

async function writeCertificateBundle(root: string): Promise<void> {
  const certificates = join(root, 'usr/share/ca-certificates/mozilla');
  const bundle = join(root, 'etc/ssl/certs/ca-certificates.crt');
  await writeReadable(bundle, '');
  for (const name of (await readdir(certificates)).sort()) {
    await appendFile(bundle, await readFile(join(certificates, name)));
  }
}

async function writeUsers(root: string): Promise<void> {
  const { name, uid, gid } = SERVER_USER;
  const users = [`root:x:0:0:root:/root:/bin/sh`, `${name}:x:${uid}:${gid}::/tmp:/bin/sh`];
  await writeReadable(join(root, 'etc/passwd'), `${users.join('\n')}\n`);
  await writeReadable(join(root, 'etc/group'), `root:x:0:\n${name}:x:${gid}:\n`);
}

// The umask of the process cuts permissions of new files; the image must not depend on it.
async function writeReadable(path: string, text: string): Promise<void> {
  await writeFile(path, text);
  await chmod(path, 0o644);
}
