import type { Runtime } from '../../src/core/runtime.ts';
import { engineFlags, readEngines } from '../../test/support/engine-flags/engine-flags.ts';

type Named = Pick<Runtime, 'name' | 'images'>;

/** The column of first versions, for the engines whose packages were read. */
export function sinceHeader({ name }: Named): readonly string[] {
  return isRead(name) ? ['Since'] : [];
}

/** What is known of the versions that have an argument. */
export function since({ name, images }: Named): readonly string[] {
  if (Object.keys(images).length === 0) return [];
  if (!isRead(name)) {
    return [
      'Its arguments are known of one version: since which one the engine has each of them,\n' +
        'no table says.\n',
    ];
  }
  const { ladder } = engineFlags(name);
  return [
    'Since which version the engine has an argument is told by the packages of\n' +
      `${ladder.length} versions, from ${ladder[0]} to ${ladder.at(-1)}: it is the first of those,\n` +
      'and one between two of them may have it already.\n',
  ];
}

/** That of the first argument that a field becomes; nothing where it becomes none. */
export function firstVersion({ name }: Named, words: string): string {
  const { ladder, since: known } = engineFlags(name);
  const version = known[/--[\w-]+/.exec(words)?.[0] ?? ''];
  if (version === undefined) return '';
  return version === ladder[0] ? `${version} or earlier` : version;
}

function isRead(name: string): boolean {
  return (readEngines as readonly string[]).includes(name);
}
