import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Place } from '../../../src/core/intent/schema.ts';

export const goldenFolder = path.resolve(import.meta.dirname, '../../golden');

/** One folder: a spec, and beside it what it is rendered to. */
export interface Golden {
  /** Its folder, below the folder of them all. */
  readonly name: string;
  readonly place: Place;
  readonly spec: string;
  /** Where its objects are kept. */
  readonly file: string;
}

export function readGoldens(): readonly Golden[] {
  return readdirSync(goldenFolder, { recursive: true, withFileTypes: true })
    .filter(({ name }) => name === 'spec.yaml')
    .map(({ parentPath }): Golden => {
      const name = path.relative(goldenFolder, parentPath);
      const spec = readFileSync(path.join(parentPath, 'spec.yaml'), 'utf8');
      const place = name.startsWith('hosts/') ? 'host' : 'pod';
      return { name, place, spec, file: path.join(parentPath, 'manifests.yaml') };
    })
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
}
