import { createHash } from 'node:crypto';
import { access, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';

export interface DebianPackage {
  name: string;
  version: string;
}

export interface DebianArchive {
  /** The packages asked for and everything they depend on, as the archive has them now. */
  resolve(packages: readonly string[]): Promise<DebianPackage[]>;
  /** Downloads that same set; gives the paths of the .deb files and their sha256 by name. */
  download(
    packages: readonly string[],
  ): Promise<{ files: string[]; digests: Record<string, string> }>;
}

const SUITE = 'sid';

// The first one that exists; newer keyring packages end the name otherwise.
const KEYRINGS = [
  '/usr/share/keyrings/debian-archive-keyring.gpg',
  '/usr/share/keyrings/debian-archive-keyring.pgp',
];

/**
 * Opens Debian's unstable archive on the mirror that this machine's apt already uses, with an apt
 * state of its own in `folder`: it knows no installed package, so dependencies are resolved in full,
 * and the machine's own state is neither read nor changed. The archive's signature is checked by
 * Debian's keyring. Rejects when no configured mirror is a Debian archive or none can be reached.
 */
export async function openDebianArchive(folder: string): Promise<DebianArchive> {
  const options = await prepareState(folder);
  await readPackageLists(folder, options);
  return {
    resolve: (packages) => resolvePackages(options, packages),
    download: (packages) => downloadPackages(folder, options, packages),
  };
}

async function prepareState(folder: string): Promise<string[]> {
  await mkdir(join(folder, 'lists/partial'), { recursive: true });
  await mkdir(join(folder, 'archives/partial'), { recursive: true });
  await writeFile(join(folder, 'status'), '');
  const architecture = process.arch === 'arm64' ? 'arm64' : 'amd64';
  return Object.entries({
    'APT::Architecture': architecture,
    'APT::Architectures': architecture,
    'APT::Get::AllowUnauthenticated': 'false',
    'APT::Install-Recommends': 'false',
    'APT::Install-Suggests': 'false',
    'APT::Sandbox::User': 'root',
    'APT::Update::Error-Mode': 'any',
    'Acquire::AllowInsecureRepositories': 'false',
    'Acquire::IndexTargets::deb::DEP-11::DefaultEnabled': 'false',
    'Acquire::Languages': 'none',
    'Acquire::Retries': '2',
    'Dir::Cache': folder,
    'Dir::Cache::archives': join(folder, 'archives'),
    'Dir::Etc::preferences': '/dev/null',
    'Dir::Etc::preferencesparts': '/dev/null',
    'Dir::Etc::sourcelist': sourceList(folder),
    'Dir::Etc::sourceparts': '/dev/null',
    'Dir::Log': folder,
    'Dir::State': folder,
    'Dir::State::lists': join(folder, 'lists'),
    'Dir::State::status': join(folder, 'status'),
  }).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
}

function sourceList(folder: string): string {
  return join(folder, 'sources.list');
}

// Whether a mirror is Debian's is decided by the signature: apt refuses any other one.
async function readPackageLists(folder: string, options: string[]): Promise<void> {
  const keyring = await firstThatExists(KEYRINGS);
  const refusals: string[] = [];
  for (const mirror of await configuredMirrors()) {
    await writeFile(sourceList(folder), `deb [signed-by=${keyring}] ${mirror} ${SUITE} main\n`);
    const update = await execa('apt-get', [...options, '-q', 'update'], { reject: false });
    if (update.exitCode === 0) return;
    refusals.push(firstLine(update.stderr));
  }
  const reasons = refusals.length === 0 ? 'apt has no mirror configured' : refusals.join('; ');
  throw new Error(`No Debian archive can be read on this machine: ${reasons}`);
}

async function firstThatExists(paths: readonly string[]): Promise<string> {
  for (const path of paths) {
    const exists = await access(path).then(
      () => true,
      () => false,
    );
    if (exists) return path;
  }
  throw new Error(`The package debian-archive-keyring is missing: there is no ${paths[0]}`);
}

// apt prints where it would read its lists from even before it has any.
async function configuredMirrors(): Promise<string[]> {
  const { stdout } = await execa('apt-get', ['--print-uris', 'update']);
  const mirrors = [...stdout.matchAll(/^'(\S+)\/dists\/\S+\/InRelease'/gm)].map(([, base]) => base);
  const likelyFirst = mirrors.sort((a, b) => Number(looksDebian(b)) - Number(looksDebian(a)));
  return [...new Set(likelyFirst)].filter((mirror) => mirror !== undefined);
}

function looksDebian(mirror: string | undefined): boolean {
  return mirror?.endsWith('/debian') ?? false;
}

async function resolvePackages(
  options: string[],
  packages: readonly string[],
): Promise<DebianPackage[]> {
  const args = [...options, '-q', '-y', '--print-uris', 'install', ...packages];
  const { stdout } = await execa('apt-get', args);
  return [...stdout.matchAll(/^'\S+' (\S+)_\S+\.deb \d+/gm)]
    .map(([, nameAndVersion = '']) => packageOf(nameAndVersion))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function downloadPackages(folder: string, options: string[], packages: readonly string[]) {
  await execa('apt-get', [...options, '-q', '-y', '--download-only', 'install', ...packages]);
  const archives = join(folder, 'archives');
  const names = (await readdir(archives)).filter((name) => name.endsWith('.deb')).sort();
  const digests: Record<string, string> = {};
  for (const name of names) {
    const bytes = await readFile(join(archives, name));
    digests[packageOf(name).name] = createHash('sha256').update(bytes).digest('hex');
  }
  return { files: names.map((name) => join(archives, name)), digests };
}

// Names of package files are name_version_architecture.deb, with the epoch's colon escaped.
function packageOf(fileName: string): DebianPackage {
  const [name = '', version = ''] = fileName.split('_');
  return { name, version: decodeURIComponent(version) };
}

// apt names the cause first and the consequence last.
function firstLine(text: string): string {
  return text.trimStart().split('\n')[0] ?? '';
}
