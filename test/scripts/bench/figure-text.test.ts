import { expect, test } from 'vitest';
import { figuresTable } from '../../../scripts/bench/figure-text.ts';
import type { Figure, Limit } from '../../../scripts/bench/measure.ts';

test('the table has one line per figure with both medians, the ratio and what became of it', () => {
  const table = figuresTable([
    figure({ name: 'deploy', ratio: 1.31, limit: { ratio: 1.3, kind: 'bar' } }),
    figure({ name: 'list', ratio: 2, limit: { ratio: 1.6, kind: 'target' } }),
    figure({ name: 'help', ratio: 0.5, limit: { ratio: 0.9, kind: 'target' } }),
    figure({ name: 'again', ratio: 3 }),
  ]);
  expect(table).toBe(
    [
      'what    runs  baseline           ours              ratio',
      'deploy  2     by hand   1.000 s  llmkube  1.310 s  1.31   bar 1.3: MISSED',
      'list    2     by hand   1.000 s  llmkube  2.000 s  2.00   target 1.6: not yet met',
      'help    2     by hand   1.000 s  llmkube  0.500 s  0.50   target 0.9: met',
      'again   2     by hand   1.000 s  llmkube  3.000 s  3.00',
      '',
    ].join('\n'),
  );
});

function figure({ name, ratio, limit }: { name: string; ratio: number; limit?: Limit }): Figure {
  return {
    name,
    unit: 's',
    baseline: { name: 'by hand', values: [1, 1], median: 1 },
    ours: { name: 'llmkube', values: [ratio, ratio], median: ratio },
    ratio,
    ...(limit === undefined ? {} : { limit }),
  };
}
