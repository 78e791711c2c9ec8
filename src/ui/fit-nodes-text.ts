import type { FitNodesResult, NodeFit } from '../core/fit/fit-nodes-result.ts';
import { formatBytes } from '../core/text/bytes.ts';
import { formatTable } from './tables/format-table.ts';

const verdicts: Readonly<Record<NodeFit['fits'], string>> = {
  yes: 'fits',
  no: 'fits on none of the nodes',
  unknown: 'is not known to fit',
};

const words: Readonly<Record<NodeFit['fits'], string>> = {
  yes: 'yes',
  no: 'NO',
  unknown: 'unknown',
};

/** What `fit` says of nodes; those that are alike in all that is said share a line. */
export function fitNodesText({ name, fits, nodes, notes, deploy }: FitNodesResult): string {
  const alike = new Map<string, string[]>();
  for (const row of nodes) {
    const cells = JSON.stringify(cellsOf(row));
    alike.set(cells, [...(alike.get(cells) ?? []), row.node]);
  }
  const rows = [...alike].map(([cells, names]) => [namesText(names), ...JSON.parse(cells)]);
  return [
    `${name} ${verdicts[fits]}\n\n`,
    rows.length === 0
      ? ''
      : formatTable(['NODE', 'GPUS', 'MEMORY', 'FITS', 'CONTEXT', 'WHY'], rows),
    '\n',
    ...notes.map((note) => `- Mind: ${note}\n`),
    ...(deploy === undefined ? [] : [`\n${deploy}\n`]),
  ].join('');
}

/** More names than these would hide what else is in the line. */
const mostNames = 3;

function namesText(names: readonly string[]): string {
  if (names.length <= mostNames + 1) return names.join(', ');
  return `${names.slice(0, mostNames).join(', ')} and ${names.length - mostNames} more`;
}

function cellsOf(row: NodeFit): readonly string[] {
  const { fits, contextLength, largestContext, why = '' } = row;
  const most = largestContext === undefined ? '' : ` of ${largestContext}`;
  const context = fits === 'no' ? (largestContext ?? 0) : contextLength;
  const whole = [why, ...hindrances(row)].filter((sentence) => sentence !== '').join('; ');
  return [
    gpusText(row),
    memoryText(row),
    words[fits],
    context === undefined ? '' : `${context}${fits === 'no' ? '' : most}`,
    whole,
  ];
}

function gpusText({ gpus, offered, resource, via, product }: NodeFit): string {
  if (offered === 0) return 'none';
  const what = product ?? resource;
  return `${gpus} of ${offered} ${what}${via === 'claim' ? ' by claim' : ''}`;
}

function memoryText({ offered, memoryEach, hostMemory }: NodeFit): string {
  const each = memoryEach === undefined ? 'not known' : `${formatBytes(memoryEach)} each`;
  const host = `host ${hostMemory === undefined ? 'not known' : formatBytes(hostMemory)}`;
  return offered === 0 ? host : `${each}, ${host}`;
}

function hindrances({ isSchedulable, taints }: NodeFit): readonly string[] {
  return [
    ...(isSchedulable ? [] : ['the node is cordoned']),
    ...(taints.length === 0 ? [] : [`the node is tainted: ${taints.join(', ')}`]),
  ];
}
