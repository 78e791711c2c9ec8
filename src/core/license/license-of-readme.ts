import { defined } from '../defined.ts';
import { parseYaml } from '../document/parse-yaml.ts';
import type { StatedLicense } from './stated-license.ts';

/** What the head of a README says of the license, as hubs read it; undefined for nothing. */
export function licenseOfReadme(text: string): StatedLicense | undefined {
  const [, head] = /^---\r?\n([\s\S]*?)\r?\n---/.exec(text) ?? [];
  const parsed = head === undefined ? undefined : parseYaml(head);
  if (parsed?.kind !== 'read') return undefined;
  const { license, license_name, license_link } = Object(parsed.value);
  const [id] = Array.isArray(license) ? license : [license];
  const found = defined({
    id: textOf(id),
    name: textOf(license_name),
    link: textOf(license_link),
  });
  return Object.keys(found).length === 0 ? undefined : found;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
