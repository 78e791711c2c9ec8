import type { Drift, StatusResult } from '../core/results.ts';
import { formatBytes } from '../core/text/bytes.ts';
import { formatAge } from '../core/text/duration.ts';
import { formatTable } from './tables/format-table.ts';
import { whereText } from './where-text.ts';

type Line = readonly [label: string, text: string | undefined];

/** What `status` shows: how the release stands, why, and its pods. Long lines stay whole. */
export function statusText(result: StatusResult, now: number): string {
  const lines = linesOf(result, now).filter(([, text]) => text !== undefined && text !== '');
  const width = Math.max(...lines.map(([label]) => label.length));
  return [
    `${result.release} ${headline(result)}\n`,
    ...lines.map(([label, text]) => `  ${label.padEnd(width)}  ${text}\n`),
    ...(result.pods.length === 0 ? [] : ['\n', podTable(result, now)]),
  ].join('');
}

function headline({ phase, ready, wanted, target, revision }: StatusResult): string {
  const number = revision === undefined ? '' : ` (revision ${revision})`;
  return `is ${phase}, ${ready}/${wanted} pods ready ${whereText(target)}${number}`;
}

function linesOf(result: StatusResult, now: number): readonly Line[] {
  const { cause, model, runtime, endpoint, changed, pending, drift, conditions } = result;
  const ago = (from: string) => `${formatAge({ from, now })} ago`;
  const unfinished = conditions.find(({ reason }) => reason === 'ChangeUnfinished');
  return [
    ['cause', cause && [cause.pod, cause.message].filter(Boolean).join(': ')],
    ['record', unfinished?.message],
    ['source', model?.source],
    ['runtime', runtime],
    ['url', endpoint?.url],
    ['outside', endpoint?.outside?.join('  ')],
    ['model', endpoint?.model],
    ['from here', endpoint?.fromHere?.forward],
    ['changed', changed && `${ago(changed.at)} by ${changed.by}, llmkube ${changed.cli}`],
    [
      'pending',
      pending &&
        `${pending.verb} by ${pending.holder} (process ${pending.process}), begun ${ago(pending.startedAt)}`,
    ],
    ['drift', drift && driftText(drift, ago)],
    ...memoryLines(result.memory),
    ...result.claims.map(
      ({ claim, size, phase }): Line => ['claim', `${claim}, ${size}, ${phase}`],
    ),
    ...result.unseen.map(({ of, why }): Line => ['not seen', `${of}: ${why}`]),
  ];
}

function memoryLines(memory: StatusResult['memory']): readonly Line[] {
  if (memory === undefined) return [];
  const { planned, real, places, verdict, message } = memory;
  const layers = (of: StatusMemory['real']) =>
    of?.gpuLayers === undefined ? 'unknown' : `${of.gpuLayers} of ${of.layers ?? '?'}`;
  const bytes = (known: number | undefined) => (known === undefined ? '?' : formatBytes(known));
  return [
    ...(isWithoutLayers(memory)
      ? []
      : [['on GPUs', `${layers(planned)} layers planned, ${layers(real)} real`] as const]),
    ...places.map(
      ({ id, plannedBytes, realBytes }): Line => [
        'memory',
        `${id}: ${bytes(plannedBytes)} planned, ${bytes(realBytes)} real`,
      ],
    ),
    ['memory', verdict === 'as planned' ? undefined : `${verdict}: ${message}`],
  ];
}

// Of some engines nobody plans layers, and some pods have no GPUs to put them on.
function isWithoutLayers({ asked, planned, real }: StatusMemory): boolean {
  if (asked.gpus === 0) return planned?.gpuLayers !== 0;
  return planned !== undefined && planned.gpuLayers === undefined && real === undefined;
}

type StatusMemory = NonNullable<StatusResult['memory']>;

function driftText({ what, by, at }: Drift, ago: (from: string) => string): string {
  return [what, by === undefined ? '' : `by ${by}`, at === undefined ? '' : ago(at)]
    .filter((part) => part !== '')
    .join(' ');
}

function podTable({ pods }: StatusResult, now: number): string {
  return formatTable(
    ['POD', 'PHASE', 'RESTARTS', 'SINCE', 'REASON'],
    pods.map(({ pod, phase, restarts, since, reason }) => [
      pod,
      phase,
      String(restarts),
      since === undefined ? '' : formatAge({ from: since, now }),
      reason,
    ]),
  );
}
