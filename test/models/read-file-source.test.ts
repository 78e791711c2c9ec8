import { createHash } from 'node:crypto';
import {
  chmod,
  mkdir,
  mkdtemp,
  realpath,
  rm,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
import { ggufBytes } from '../../scripts/models/gguf-bytes.ts';
import { checkFile } from '../../src/models/check-file.ts';
import { readFileSource } from '../../src/models/read-file-source.ts';

const header = ggufBytes({ 'general.name': { type: 'string', value: 'tiny' } }, []);

async function openFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'llmkube-file-source-')));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

async function writeModel(bytes = header, name = 'qwen-q4_k_m.gguf'): Promise<string> {
  const file = path.join(await openFolder(), name);
  await writeFile(file, bytes);
  return file;
}

const sha256 = (...parts: (string | Uint8Array)[]) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
};

test('a small file is known by its size and by all of it, twice', async () => {
  const file = await writeModel();
  expect(await readFileSource(file)).toEqual({
    path: file,
    bytes: header.length,
    fingerprint: sha256(`${header.length}\n`, header, header),
  });
});

test('a large file is known by its size and its two ends', async () => {
  const body = Buffer.concat([header, Buffer.alloc(3 * 1024 ** 2, 'weights ')]);
  const file = await writeModel(body);
  const first = body.subarray(0, 1024 ** 2);
  const last = body.subarray(-(1024 ** 2));
  const { fingerprint } = await readFileSource(file);
  expect(fingerprint).toBe(sha256(`${body.length}\n`, first, last));
});

test('a link is followed, so that another model behind it later changes nothing', async () => {
  const file = await writeModel();
  const link = path.join(path.dirname(file), 'current.gguf');
  await symlink('qwen-q4_k_m.gguf', link);
  expect((await readFileSource(link)).path).toBe(file);
});

test('a name that is mistyped is answered with those that are near', async () => {
  const file = await writeModel();
  await expect(readFileSource(file.replace('q4_k_m', 'q4_k_s'))).rejects.toMatchObject({
    code: 'SOURCE_REFUSED',
    message: expect.stringMatching(/^Cannot use `.*`: there is no such file$/),
    suggestions: [file],
  });
  const nowhere = path.join(path.dirname(file), 'none', 'm.gguf');
  await expect(readFileSource(nowhere)).rejects.toMatchObject({
    code: 'SOURCE_REFUSED',
    message: expect.stringContaining('none` does not exist or cannot be read'),
  });
  await expect(readFileSource(path.join(file, 'm.gguf'))).rejects.toMatchObject({
    message: expect.stringContaining('a part of the path is no directory'),
  });
});

test('a link to nothing and a circle of links are named as that', async () => {
  const folder = await openFolder();
  await symlink('nothing', path.join(folder, 'dangling.gguf'));
  await symlink('circle.gguf', path.join(folder, 'circle.gguf'));
  for (const [name, fact] of [
    ['dangling.gguf', 'it is a link to what does not exist'],
    ['circle.gguf', 'its links lead in a circle'],
  ] as const) {
    await expect(readFileSource(path.join(folder, name))).rejects.toMatchObject({
      code: 'SOURCE_REFUSED',
      message: expect.stringContaining(fact),
    });
  }
});

test('a directory is answered with the models in it', async () => {
  const file = await writeModel();
  const folder = path.dirname(file);
  await expect(readFileSource(folder)).rejects.toMatchObject({
    code: 'INVALID_SOURCE',
    message: `Cannot use \`${folder}\`: it is a directory, and one GGUF file is needed`,
    suggestions: [file],
  });
  const other = path.join(folder, 'other');
  await mkdir(other);
  await writeFile(path.join(other, 'model.safetensors'), '');
  await expect(readFileSource(other)).rejects.toMatchObject({
    message: expect.stringContaining('a directory with safetensors files'),
    suggestions: [],
  });
});

test('a pipe, a socket and a device are refused at once and not waited for', async () => {
  const folder = await openFolder();
  const pipe = path.join(folder, 'pipe.gguf');
  await execa('mkfifo', [pipe]);
  const socket = path.join(folder, 's');
  const server = createServer().listen(socket);
  onTestFinished(() => void server.close());
  for (const [file, kind] of [
    [pipe, 'a pipe'],
    [socket, 'a socket'],
    ['/dev/zero', 'a device'],
  ] as const) {
    await expect(readFileSource(file)).rejects.toMatchObject({
      code: 'INVALID_SOURCE',
      message: `Cannot use \`${file}\`: it is ${kind} and not a file`,
    });
  }
});

const safetensors = Buffer.concat([Buffer.from([16, 0, 0, 0, 0, 0, 0, 0]), Buffer.from('{"a":1}')]);
const otherOrder = Buffer.from(header);
otherOrder.writeUInt32BE(3, 4);

for (const [title, bytes, fact] of [
  ['nothing in it', Buffer.alloc(0), 'it is empty'],
  ['text in it', Buffer.from('hello'), 'it is not a GGUF file'],
  ['half a magic', Buffer.from('GG'), 'it is not a GGUF file'],
  ['half a header', header.subarray(0, 20), 'it ends in its header, after 20 bytes'],
  ['safetensors in it', safetensors, 'it is a safetensors file and not a GGUF file'],
  ['a page in it', Buffer.from('<!DOCTYPE html>'), 'it is a web page and not a GGUF file'],
  ['zip in it', Buffer.from('PK\u0003\u0004'), 'it is an archive of PyTorch or zip'],
  ['an older format', Buffer.from('tjgg'), 'it has a format of llama.cpp that came before GGUF'],
  ['the other byte order', otherOrder, 'it was made for machines of the other byte order'],
  [
    'a pointer in it',
    Buffer.from('version https://git-lfs.github.com/spec/v1'),
    'it is a pointer of Git LFS and not the file itself',
  ],
] as const) {
  test(`a file with ${title} is refused with what it is`, async () => {
    await expect(readFileSource(await writeModel(bytes))).rejects.toMatchObject({
      code: 'SOURCE_REFUSED',
      exitCode: 4,
      message: expect.stringContaining(`: ${fact}`),
    });
  });
}

test('a file that may not be read is refused as that', async () => {
  const file = await writeModel();
  await chmod(file, 0);
  // Root reads everything; any other user will do.
  if (process.geteuid?.() === 0) {
    process.seteuid?.(65_534);
    onTestFinished(() => process.seteuid?.(0));
  }
  await expect(readFileSource(file)).rejects.toMatchObject({
    code: 'SOURCE_REFUSED',
    message: expect.stringContaining('this user has no permission to read it'),
  });
});

test('a file is the one that was deployed until its size or an end of it changes', async () => {
  const body = Buffer.concat([header, Buffer.alloc(3 * 1024 ** 2, 'weights ')]);
  const file = await writeModel(body);
  const weights = { kind: 'file', ...(await readFileSource(file)) } as const;
  expect(await checkFile(weights)).toEqual({ kind: 'same' });
  body.write('other', body.length - 10);
  await writeFile(file, body);
  expect(await checkFile(weights)).toMatchObject({
    kind: 'replaced',
    words: `\`${file}\` is not the file that was deployed`,
  });
  await truncate(file, 1000);
  expect(await checkFile(weights)).toMatchObject({
    kind: 'replaced',
    words: `\`${file}\` has 1000 bytes and had ${body.length} when it was deployed`,
  });
  await rm(file);
  expect(await checkFile(weights)).toMatchObject({ kind: 'gone' });
  await execa('mkfifo', [file]);
  expect(await checkFile(weights)).toMatchObject({ kind: 'replaced' });
  await rm(file);
  await symlink(path.basename(file), file);
  expect(await checkFile(weights)).toMatchObject({ kind: 'unreadable' });
});
