import { dump } from 'js-yaml';

/**
 * Writes data as a YAML document that readers of YAML 1.1, such as those in Go, take for the same
 * data: what they would read as a switch or a number is quoted, and no line is folded.
 */
export function writeYaml(value: unknown): string {
  return dump(value, { lineWidth: -1, noRefs: true, skipInvalid: true, quoteStyle: 'double' });
}
