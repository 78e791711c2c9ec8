import type { FitPlace, FitResult } from '../core/fit/fit-result.ts';
import { formatBytes } from '../core/text/bytes.ts';
import { formatTable } from './tables/format-table.ts';

/** What `fit` says. */
export function fitText(result: FitResult): string {
  const { name, fits, contextLength, largestContext, because, args } = result;
  const each = eachText(result);
  const verdict = fits ? 'fits' : 'does not fit';
  const rows = result.places.map((place) => [
    place.id,
    formatBytes(place.usedBytes),
    place.limitBytes === undefined ? 'not said' : formatBytes(place.limitBytes),
    place.fits ? 'yes' : 'NO',
    linesText(place),
  ]);
  return [
    `${name} ${verdict}, with ${contextLength} tokens${each}\n\n`,
    formatTable(['PLACE', 'NEEDS', 'MAY TAKE', 'FITS', 'FOR'], rows),
    '\n',
    ...because.map((sentence) => `- ${sentence}\n`),
    ...result.warnings.map(({ message }) => `- Mind: ${message}\n`),
    `\nMost tokens that fit, whatever is given up: ${largestContext === 0 ? 'none' : largestContext}\n`,
    ...nearestText(result),
    ...(fits ? [`${programs[result.runtime]} ${args.join(' ')}\n`] : []),
  ].join('');
}

/** What is typed before the arguments. */
const programs: Readonly<Record<FitResult['runtime'], string>> = {
  llamacpp: 'llama-server -m <file>',
  vllm: 'vllm serve <model>',
  sglang: 'python3 -m sglang.launch_server --model-path <model>',
  tgi: 'text-generation-launcher --model-id <model>',
};

function nearestText({ nearest }: FitResult): readonly string[] {
  if (nearest === undefined) return [];
  const { source, quantisation, bytes } = nearest;
  return [
    `The largest file of the repository that fits: ${quantisation}, ${formatBytes(bytes)}\n`,
    `  ${source}\n`,
  ];
}

function eachText({ concurrency, isShared }: FitResult): string {
  if (concurrency === 1) return '';
  if (isShared) return ` that ${concurrency} conversations share`;
  return ` in each of ${concurrency} conversations`;
}

function linesText({ lines }: FitPlace): string {
  return lines.map(({ what, bytes }) => `${what} ${formatBytes(bytes)}`).join(', ');
}
