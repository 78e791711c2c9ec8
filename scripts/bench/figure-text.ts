import { type Figure, isWithinLimit, type Unit } from './measure.ts';
import type { Timeline } from './timeline.ts';

/** What the operator's own command line took for the same work, which cannot be run here. */
export const peer = {
  name: 'LLMKube v0.9.19, measured on the same kind of cluster earlier',
  seconds: 12.05,
};

/** One line for each figure under a heading, columns lined up. */
export function figuresTable(figures: readonly Figure[]): string {
  const heading = ['what', 'runs', 'baseline', '', 'ours', '', 'ratio', ''];
  const rows = [heading, ...figures.map(figureRow)];
  const widths = heading.map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return `${lines.join('\n')}\n`;
}

/** Where the time of one command goes. */
export function timelineText(timeline: Timeline): string {
  return [...timeline].map(([name, seconds]) => `  ${inSeconds(seconds)}  ${name}\n`).join('');
}

export function inSeconds(seconds: number): string {
  return inUnit(seconds, 's');
}

export function inUnit(value: number, unit: Unit): string {
  return `${value.toFixed(3)} ${unit}`;
}

function figureRow(figure: Figure): string[] {
  const { name, unit, baseline, ours, ratio } = figure;
  return [
    name,
    String(ours.values.length),
    baseline.name,
    inUnit(baseline.median, unit),
    ours.name,
    inUnit(ours.median, unit),
    ratio.toFixed(2),
    limitText(figure),
  ];
}

function limitText(figure: Figure): string {
  const { limit } = figure;
  if (limit === undefined) return '';
  const outcome = isWithinLimit(figure) ? 'met' : limit.kind === 'bar' ? 'MISSED' : 'not yet met';
  return `${limit.kind} ${limit.ratio}: ${outcome}`;
}
