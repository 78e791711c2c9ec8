import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readManifest } from '../../scripts/docs/manifest.ts';

export interface ReleaseWords {
  readonly release: string;
  readonly source: string;
  readonly image: string;
  /** For commands that stay until a release is ready. */
  readonly patience: string;
  /** What the source wants, where it wants one. */
  readonly tokenSecret?: { readonly name: string; readonly key: string };
}

type Rows = Readonly<Record<string, (words: ReleaseWords) => readonly (readonly string[])[]>>;

// In the order in which they can follow one another on one release.
const rows: Rows = {
  deploy: (words) => [
    [...deployWords(words), '--dry-run'],
    [...deployWords(words), `--timeout=${words.patience}`],
  ],
  apply: (words) => [['apply', '-f', specFile(words), `--timeout=${words.patience}`]],
  render: ({ release }) => [
    ['render', release],
    ['render', release, '-o', 'yaml'],
  ],
  'cluster:snapshot': () => [['cluster', 'snapshot']],
  wait: ({ release, patience }) => [['wait', release, `--timeout=${patience}`]],
  list: () => [['list'], ['list', '-o', 'wide'], ['list', '-o', 'yaml'], ['list', '-o', 'name']],
  status: ({ release }) => [
    ['status', release],
    ['status', release, '-o', 'yaml'],
  ],
  logs: ({ release }) => [
    ['logs', release],
    ['logs', release, '--init'],
  ],
  chat: ({ release }) => [['chat', release, '--once', 'Hi']],
  license: ({ release }) => [['license', release]],
  restart: ({ release, patience }) => [['restart', release, `--timeout=${patience}`]],
  scale: ({ release, patience }) => [['scale', release, '1', `--timeout=${patience}`]],
  delete: ({ release }) => [
    ['delete', release, '--data', '--yes'],
    ['delete', '--all', '--data', '--yes'],
  ],
};

function deployWords({ release, source, image, tokenSecret }: ReleaseWords): readonly string[] {
  const words = ['deploy', release, '--source', source, '--image', image];
  if (tokenSecret === undefined) return words;
  return [...words, '--token-secret', `${tokenSecret.name}:${tokenSecret.key}`];
}

// What the deploy before it has said, as a document.
function specFile({ release, source, image, tokenSecret }: ReleaseWords): string {
  const file = path.join(tmpdir(), `llmkube-every-command-${process.pid}.json`);
  // JSON leaves out what is undefined.
  const spec = {
    model: { id: release, source, tokenSecret },
    runtime: { kind: 'llamacpp', image },
  };
  const document = { apiVersion: 'cli.llmkube.dev/v1beta1', kind: 'InferenceService' };
  writeFileSync(file, JSON.stringify({ ...document, metadata: { name: release }, spec }));
  process.once('exit', () => rmSync(file, { force: true }));
  return file;
}

/** Commands that are about this machine, or about models, and know no cluster. */
const withoutCluster = /^(doctor$|metal:|catalog:|model:|fit$|convert$|explain$|schema$)/;

/**
 * The words of every command that the built program has for a cluster, in an order that works.
 * Throws for a command without a row here, so that tests of all commands never miss a new one.
 */
export function everyCommand(words: ReleaseWords): readonly (readonly string[])[] {
  const { commands } = readManifest(path.resolve(import.meta.dirname, '../..'));
  const ids = Object.keys(commands).filter((id) => !withoutCluster.test(id));
  const missing = ids.filter((id) => !Object.hasOwn(rows, id));
  if (missing.length > 0) throw new Error(`No row for ${missing.join(', ')} in ${import.meta.url}`);
  return Object.entries(rows).flatMap(([id, of]) => (Object.hasOwn(commands, id) ? of(words) : []));
}

/** The same words with their output as JSON, whatever form they had. */
export function asJson(words: readonly string[]): readonly string[] {
  const at = words.indexOf('-o');
  return [...(at < 0 ? words : words.toSpliced(at, 2)), '-o', 'json'];
}
