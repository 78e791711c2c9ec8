import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readTree } from '../surface/architecture/source-tree.ts';
import { documentAt, type Fence, fencesOf, root } from '../surface/docs/document.ts';

// The guide is followed to the letter, in a copy of the repository: twenty seconds of compiling,
// rendering and testing.
const guide = 'docs/guides/add-a-runtime.md';
const fences = fencesOf(documentAt(guide));
const told: string[] = [];
let scratch = '';

beforeAll(async () => {
  scratch = await mkdtemp(path.join(tmpdir(), 'llmkube-runtime-'));
  for (const { path: name, text } of readTree(root).files) await put(name, text);
  await symlink(path.join(root, 'node_modules'), path.join(scratch, 'node_modules'));
  const git = (...words: string[]) => execa('git', words, { cwd: scratch });
  await git('init', '--quiet');
  await git('add', '--all');
  for (const fence of fences) await follow(fence);
}, 600_000);

afterAll(() => rm(scratch, { recursive: true, force: true }));

async function put(name: string, text: string): Promise<void> {
  await mkdir(path.dirname(path.join(scratch, name)), { recursive: true });
  await writeFile(path.join(scratch, name), text);
}

/** A file of the page, a line for one that is there, or commands. */
async function follow({ language, lines }: Fence): Promise<void> {
  const [title = '', ...rest] = lines;
  const name = /^(?:\/\/|#) (\S+?)(,|$)/.exec(title)?.[1];
  if (language === 'sh') for (const line of lines) told.push(await run(line));
  else if (name === undefined) throw new Error(`a block of ${guide} is no file: ${title}`);
  else if (title.endsWith(', where names stand in order')) await insert(name, rest);
  else await put(name, `${rest.join('\n')}\n`);
}

/** Lines go before the first one of their kind that is after them by the alphabet. */
async function insert(name: string, lines: readonly string[]): Promise<void> {
  const text = await readFile(path.join(scratch, name), 'utf8');
  const [first = ''] = lines;
  const all = text.split('\n');
  const kind = first.split(' ')[0] ?? '';
  const at = all.findIndex((line) => line.startsWith(`${kind} `) && line > first);
  await put(name, all.toSpliced(at === -1 ? all.length - 1 : at, 0, ...lines).join('\n'));
}

async function run(line: string): Promise<string> {
  const [program = '', ...words] = line.split(' ');
  const { stdout } = await execa(program, words, { cwd: scratch });
  return stdout;
}

async function changed(): Promise<readonly string[]> {
  const words = ['status', '--porcelain', '--untracked-files=all', '--no-renames'];
  const { stdout } = await execa('git', words, { cwd: scratch, stripFinalNewline: true });
  return stdout
    .split('\n')
    .filter((line) => !line.startsWith('A  '))
    .map((line) => line.slice(3));
}

test('a runtime is a folder, a line of the list and its goldens; the rest is written for it', async () => {
  const written = /^(test\/golden|docs\/(reference|dashboards))\//;
  const files = (await changed()).filter((file) => !written.test(file));
  const ours = ['acme.yaml', 'src/runtimes/acme/acme.ts', 'src/runtimes/list.ts'];
  expect(files.sort()).toEqual(ours);
  const { stdout } = await execa('git', ['diff', '--numstat', 'src/runtimes/list.ts'], {
    cwd: scratch,
  });
  expect(stdout).toMatch(/^1\t0\t/);
  const list = await readFile(path.join(scratch, 'src/runtimes/list.ts'), 'utf8');
  const names = [...list.matchAll(/^export \{ (\w+) \}/gm)].map(([, exported]) => exported);
  expect(names).toContain('acme');
  expect(names).toEqual(names.toSorted());
});

test('its goldens are of every accelerator that it has an image for', async () => {
  const made = (await changed()).filter((file) => file.startsWith('test/golden/pairs/acme-'));
  expect(made.some((file) => file.includes('acme-cpu-'))).toBe(true);
  expect(made.some((file) => file.includes('acme-nvidia-'))).toBe(true);
});

test('the built program knows it', () => {
  const deployment = (told.at(-1) ?? '')
    .split(/^---$/m)
    .map((text) => parse(text))
    .find((object) => object?.kind === 'Deployment');
  const [container] = deployment.spec.template.spec.containers;
  expect(container.image).toBe('registry.example/acme:1.2');
  expect(container.args).toEqual(expect.arrayContaining(['--threads', '8']));
});

test('its fields are in the published schema, and it has a page and is on the dashboard', async () => {
  const schema = await readFile(path.join(scratch, 'docs/reference/schemas/spec.json'), 'utf8');
  expect(schema).toContain('"threads"');
  const dashboard = await readFile(path.join(scratch, 'docs/dashboards/llmkube.json'), 'utf8');
  const page = await readFile(path.join(scratch, 'docs/reference/runtimes/acme.md'), 'utf8');
  expect(page).toContain('`runtime.acme.threads`');
  expect(dashboard).toContain('acme:requests_waiting');
  expect(page).toContain('`registry.example/acme:1.2-cuda`');
});
