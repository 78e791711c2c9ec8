import { featureBudgets, requestBudgets } from '../../test/support/request-budgets.ts';
import type { Traffic } from '../../test/support/traffic.ts';
import { code, formatTable, pageStart } from './markdown.ts';

const kinds: readonly (readonly [keyof Traffic, string])[] = [
  ['reads', 'Reads'],
  ['dryRuns', 'Dry runs'],
  ['writes', 'Writes'],
  ['lists', 'Lists'],
  ['watches', 'Watches'],
  ['logs', 'Logs'],
  ['questions', 'Questions'],
];

const columns = kinds.map(([, title]) => title);

/** What commands ask of the API server; a test on a real cluster holds every number. */
export function requestsPage(): string {
  const budgets = requestBudgets.map(({ words, when, traffic }) => [
    code(`llmkube ${words}`),
    when,
    ...kinds.map(([kind]) => String(traffic[kind])),
  ]);
  const features = Object.entries(featureBudgets).map(([flags, more]) => [
    code(flags),
    ...kinds.map(([kind]) => signed(more[kind] ?? 0)),
  ]);
  return [
    pageStart('Requests'),
    'What a command asks of the API server, exactly. A question is one to the model, through the\n' +
      'service proxy. A wait for a long download reads a log every two seconds, and a wait of many\n' +
      'minutes opens its watches again; a request that was cut off is sent once more.\n',
    formatTable(['Command', 'When', ...columns], budgets),
    '## What a flag adds\n',
    'To `llmkube deploy NAME --source URL --image IMAGE --no-wait`.\n',
    formatTable(['Flag', ...columns], features),
  ].join('\n');
}

function signed(count: number): string {
  return count > 0 ? `+${count}` : String(count);
}
