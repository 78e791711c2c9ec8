import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readAuthorityFile, trustAuthorityFile } from '../../src/cli/trust-authority-file.ts';
import { serverCertificate, userCertificate } from '../cluster/test-certificates.ts';
import { rejectionOf } from '../support/error-of.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'llmkube-test-'));
});

afterAll(() => rm(folder, { recursive: true }));

async function fileOf(content: string): Promise<string> {
  const path = join(folder, `${crypto.randomUUID()}.pem`);
  await writeFile(path, content);
  return path;
}

test('every certificate of the file is taken, and nothing else that is in it', async () => {
  const { certificate, key } = serverCertificate;
  const path = await fileOf(`# ours\n${certificate}${key}# theirs\n${userCertificate.certificate}`);
  const read = await readAuthorityFile(path);
  expect(read).toEqual([certificate.trim(), userCertificate.certificate.trim()]);
});

test.each([
  ['holds no certificate', serverCertificate.key, 'it holds no PEM certificate'],
  ['is empty', '', 'it holds no PEM certificate'],
  [
    'holds a damaged certificate',
    `${serverCertificate.certificate}-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----`,
    'its certificate 2 cannot be read: ',
  ],
])('a file that %s is refused', async (_title, content, fact) => {
  const path = await fileOf(content);
  const error = await rejectionOf(trustAuthorityFile(path));
  expect(error).toMatchObject({ code: 'CA_FILE_INVALID', exitCode: 2 });
  expect(error.message).toContain(`Cannot use the certificate authorities of \`${path}\`: ${fact}`);
});

test('a file that is not there is refused', async () => {
  const error = await rejectionOf(trustAuthorityFile(join(folder, 'none.pem')));
  expect(error.code).toBe('CA_FILE_INVALID');
  expect(error.message).toContain('no such file');
});

test('no file changes nothing', async () => {
  expect(await trustAuthorityFile(undefined)).toBeUndefined();
  expect(await trustAuthorityFile('')).toBeUndefined();
});
