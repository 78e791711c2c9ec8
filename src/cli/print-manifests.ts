import type { Manifest } from '../core/manifest.ts';
import { manifestList } from '../core/render/portable.ts';
import type { DocumentForm } from './print-document.ts';

/** Prints objects as kubectl reads them: one YAML document for each, or one list as JSON. */
export async function printManifests(
  manifests: readonly Manifest[],
  form: DocumentForm = 'yaml',
): Promise<void> {
  if (form === 'json') {
    process.stdout.write(`${JSON.stringify(manifestList(manifests))}\n`);
    return;
  }
  const { writeYaml } = await import('../core/document/write-yaml.ts');
  process.stdout.write(manifests.map((manifest) => `---\n${writeYaml(manifest)}`).join(''));
}
