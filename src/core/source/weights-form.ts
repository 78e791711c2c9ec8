import type { Source } from './parse-source.ts';

/**
 * In which form an engine is given weights: one file, which is fetched for it, or all files of a
 * repository or a folder. What a hub has of a repository the engine fetches itself.
 */
export type WeightsForm = 'file' | 'repository';

/** What a source stands for, for an engine that takes those forms. */
export function weightsFormOf(source: Source, taken: readonly WeightsForm[]): WeightsForm {
  const whole: WeightsForm = taken.includes('repository') ? 'repository' : 'file';
  switch (source.kind) {
    case 'hub':
      return source.file === undefined && source.quantisation === undefined ? whole : 'file';
    case 'claim':
      return /\.gguf$/i.test(source.path) ? 'file' : whole;
    default:
      return 'file';
  }
}
