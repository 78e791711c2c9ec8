import { type ErrorCode, errorCodes } from '../../src/errors/codes.ts';
import { remedies } from './error-remedies.ts';
import { code, formatTable, pageStart } from './markdown.ts';

/** What each exit status says to a script, whatever the code. */
export const exitStatuses: Readonly<Record<number, string>> = {
  0: 'It is done, or there was nothing to do.',
  1: 'A fault of llmkube itself, or its output could not be written.',
  2: 'The request itself is wrong. Nothing was sent to the cluster.',
  4: 'Refused: the request is understood and must not or cannot be carried out.',
  5: 'The cluster took it, and the release cannot become ready.',
  6: 'Time ran out. Nothing is undone, and the cluster goes on.',
  7: 'Somebody else is changing the release, or has changed it meanwhile.',
  8: 'The cluster cannot be used: no target, no way to it, no login or no permission.',
  9: 'There is no such release, or no such revision of it.',
  130: 'Interrupted (SIGINT). The sentence says what was and was not done.',
  143: 'Told to end (SIGTERM or SIGHUP). The sentence says what was and was not done.',
};

/** Every exit status and every error code, with what to do about each. */
export function errorsPage(): string {
  const statuses = Object.entries(exitStatuses).map(([status, meaning]) => [status, meaning]);
  const codes = Object.entries(errorCodes) as [ErrorCode, { exit: number; title: string }][];
  const sections = codes.map(
    ([name, { exit, title }]) =>
      `### ${name}\n\n${title}. Exit status ${exit}.\n\n${remedies[name]}\n`,
  );
  return [
    pageStart('Exit statuses and error codes'),
    'An error is one sentence, its code and, where there is one, the command to type next. With\n' +
      '`-o json` it is one document, `{"type": "error", "error": {...}}`, on standard output. The exit status is the\n' +
      'same in both forms. Codes and statuses are public: new ones are added, none changes.\n',
    '## Exit statuses\n',
    formatTable(['Status', 'Meaning'], statuses),
    '## Error codes\n',
    formatTable(
      ['Code', 'Exit', 'Meaning'],
      codes.map(([name, { exit, title }]) => [
        `[${code(name)}](#${name.toLowerCase()})`,
        String(exit),
        title,
      ]),
    ),
    ...sections,
  ].join('\n');
}
