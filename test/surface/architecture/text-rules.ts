import { type Problem, problemAt, type Rule } from './rule.ts';
import type { SourceTree, TextFile } from './source-tree.ts';

/** Everything that may lie in the root; a new entry is a decision and is added here. */
const ROOT_ENTRIES = new Set([
  ...['.ci', '.gitignore', '.npmrc', 'bin', 'docs', 'scripts', 'src', 'test'],
  ...['ARCHITECTURE.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'LICENSE', 'README.md'],
  ...['biome.json', 'package-lock.json', 'package.json', 'tsconfig.json', 'vitest.config.ts'],
]);

/** Where packages come from is the business of the machine that installs them. */
const PACKAGE_HOSTS = new RegExp(
  [
    String.raw`\bregistry\.(npmjs|yarnpkg|npmmirror)\.`,
    String.raw`\b(proxy|sum)\.golang\.org`,
    String.raw`\bgoproxy\.`,
    String.raw`\b(files\.pythonhosted|pypi)\.org`,
    String.raw`\b(deb|security|ftp|archive|snapshot)\.debian\.org`,
    String.raw`\barchive\.ubuntu\.com`,
  ].join('|'),
);

/** Home and work folders of one machine. */
const MACHINE_PATH = /(?<![\w.$}/-])\/(work|root|home\/\w+|Users\/\w+)(?=\/)/;

const OPEN_END = /(?<!\w)(TODO|FIXME|HACK)\b/;

export const rootRule: Rule = {
  name: 'root entries',
  check: ({ files }) =>
    [...new Set(files.map(({ path }) => path.split('/')[0] ?? ''))]
      .filter((entry) => !ROOT_ENTRIES.has(entry))
      .map((entry) => `${entry} lies in the root and is not listed in text-rules.ts`),
};

export const hostRule: Rule = {
  name: 'hosts of packages',
  check: (tree) => matches(tree, PACKAGE_HOSTS, 'names a host of packages'),
};

export const machinePathRule: Rule = {
  name: 'paths of one machine',
  check: (tree) => matches(tree, MACHINE_PATH, 'names a folder of one machine'),
};

export const openEndRule: Rule = {
  name: 'open ends',
  check: (tree) => [
    ...tree.sources.flatMap((file) =>
      file.comments
        .filter(({ value }) => OPEN_END.test(value))
        .map(({ start }) => problemAt(file, start, 'leaves something to do')),
    ),
    ...matches(tree, OPEN_END, 'leaves something to do', /\.(go|md|sh|ya?ml)$|^\.ci\//),
  ],
};

/** Whoever renames the repository changes one line of package.json. */
export const repositoryNameRule: Rule = {
  name: 'name of the repository',
  check: (tree) => {
    const name = repositoryName(tree);
    if (name === undefined) return [];
    const elsewhere = { ...tree, files: tree.files.filter(({ path }) => path !== 'package.json') };
    const pattern = new RegExp(name.replaceAll(/[.+]/g, '\\$&'), 'i');
    return matches(elsewhere, pattern, `spells ${name}, which package.json does`);
  },
};

/** `owner/name` out of any form of the field: short, URL, or object. */
function repositoryName({ files }: SourceTree): string | undefined {
  const text = files.find(({ path }) => path === 'package.json')?.text ?? '{}';
  const { repository } = JSON.parse(text) as { repository?: string | { url?: string } };
  const url = typeof repository === 'string' ? repository : repository?.url;
  return /([\w.-]+\/[\w.-]+?)(\.git)?$/.exec(url ?? '')?.[1];
}

function matches(
  { files }: Pick<SourceTree, 'files'>,
  pattern: RegExp,
  ...[message, names = /./]: [string, RegExp?]
): Problem[] {
  return files
    .filter(({ path }) => names.test(path))
    .flatMap((file: TextFile) => {
      const position = file.text.search(pattern);
      return position < 0 ? [] : [problemAt(file, position, message)];
    });
}
