import type { MetadataValue } from '../gguf/metadata.ts';
import type { StatedLicense } from './stated-license.ts';

const keys = {
  id: 'general.license',
  name: 'general.license.name',
  link: 'general.license.link',
} as const;

/** What the metadata of a GGUF file says of its license; nothing where it says nothing. */
export function licenseOfHeader(
  metadata: ReadonlyMap<string, MetadataValue>,
): StatedLicense | undefined {
  const said = Object.entries(keys).flatMap(([field, key]) => {
    const value = metadata.get(key);
    return typeof value === 'string' && value !== '' ? [[field, value.slice(0, longest)]] : [];
  });
  return said.length === 0 ? undefined : Object.fromEntries(said);
}

/** Some files hold the whole text where the id belongs. */
const longest = 200;

/** What writers put beside the license comes before the rest, so a vocabulary is not read for it. */
export function isLicenseKnown(key: string, metadata: ReadonlyMap<string, MetadataValue>): boolean {
  return metadata.has(keys.id) && !key.startsWith('general.');
}
