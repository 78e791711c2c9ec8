import type { CatalogChoice } from '../core/catalog/find-model.ts';
import type { SourceFacts } from '../core/source/source-facts.ts';
import type { Ports } from './ports.ts';

/** Says so when the hub has another file than the one that the catalog knows, by its size. */
export function warnOfOtherSize(
  choice: CatalogChoice | undefined,
  { bytes }: SourceFacts,
  { emit }: Pick<Ports, 'emit'>,
): void {
  const known = choice?.file.bytes;
  if (choice === undefined || known === undefined || bytes === undefined || known === bytes) return;
  emit({
    type: 'warning',
    message: `the catalog knows \`${choice.file.file}\` with ${known} bytes, and the hub has it with ${bytes}: it was replaced since, or the catalog is wrong`,
  });
}
