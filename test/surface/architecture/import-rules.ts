import path from 'node:path';
import { findImports, type ImportedModule } from './find-imports.ts';
import { extraDoors, lazyDoors, type Owner, owners, pureRooms, rooms } from './rooms.ts';
import { fileRule, type Rule } from './rule.ts';
import { roomOf, type SourceFile } from './source-tree.ts';

/** The table of rooms: who may import whom, and which rooms are entered lazily. */
export const roomRule: Rule = fileRule({
  name: 'rooms',
  files: /^src\//,
  inspect: (file, report) => {
    const from = roomOf(file.path) ?? '';
    if (rooms[from] === undefined) report(0, `lies in no room: src/${from}/ is not in the table`);
    for (const module of findImports(file)) {
      const problem = module.specifier.startsWith('.') && doorProblem(file, from, module);
      if (problem) report(module.position, problem);
    }
  },
});

/** Packages of npm and of Node and who may import them. */
export const ownerRule: Rule = fileRule({
  name: 'owners of packages',
  files: /^src\//,
  inspect: (file, report) => {
    for (const module of findImports(file)) {
      if (module.specifier === '' || module.specifier.startsWith('.')) continue;
      const problem = ownerProblem(file.path, module);
      if (problem !== undefined) report(module.position, problem);
    }
  },
});

/** The bundle holds what the code names; a name that is computed leads out of it. */
export const computedImportRule: Rule = fileRule({
  name: 'computed imports',
  files: /^src\//,
  inspect: (file, report) => {
    for (const { kind, specifier, position } of findImports(file)) {
      if (kind === 'dynamic' && specifier === '') {
        report(position, 'loads a computed name, which no bundle can hold');
      }
    }
  },
});

function doorProblem(file: SourceFile, from: string, module: ImportedModule): string | undefined {
  const target = path.posix.join(path.posix.dirname(file.path), module.specifier);
  const to = roomOf(target);
  if (to === from) return undefined;
  if (to === undefined) {
    const isVersion = target === 'package.json' && (from === 'entry' || from === 'cli');
    return isVersion ? undefined : `src/ must not import ${target}`;
  }
  const isOpen =
    rooms[from]?.includes(to) ||
    extraDoors.some(({ files, room }) => room === to && files.test(file.path));
  if (!isOpen) return `${from}/ must not import ${to}/`;
  const isLazy = lazyDoors.some((door) => door.from === from && door.to === to);
  if (isLazy && module.kind === 'static') return `${from}/ loads ${to}/ only by import()`;
  return undefined;
}

function ownerProblem(file: string, module: ImportedModule): string | undefined {
  const name = packageName(module.specifier);
  const rows = owners[name];
  if (rows === undefined) return strangerProblem(file, name);
  if (module.kind === 'type' && rows.some(({ isTypeFree }) => isTypeFree)) return undefined;
  const row = rows.find(({ files }) => files.test(file));
  if (row === undefined) return `must not import ${name}: see its owners in rooms.ts`;
  return nameProblem(row, module, name);
}

function strangerProblem(file: string, name: string): string | undefined {
  if (!name.startsWith('node:')) return `imports ${name}, which has no owner in rooms.ts`;
  const room = roomOf(file) ?? '';
  return pureRooms.includes(room) ? `${room}/ is pure: no ${name}` : undefined;
}

function nameProblem(owner: Owner, module: ImportedModule, name: string): string | undefined {
  const refused = module.names.find((imported) => owner.names?.test(imported) === false);
  return refused === undefined ? undefined : `must not import ${refused} of ${name}`;
}

function packageName(specifier: string): string {
  if (specifier.startsWith('node:')) return specifier;
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
