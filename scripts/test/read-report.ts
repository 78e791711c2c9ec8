import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';

export interface Report {
  readonly files: number;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** A line for each failure: file, test and the first line of its message. */
  readonly failures: readonly string[];
}

/** The parts of vitest's JSON report that are counted here. */
interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly message: string;
    readonly status: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

/** Sums up a report; a file that could not be imported, or whose hooks failed, is one failure. */
export async function readReport(file: string, root: string): Promise<Report> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    // vitest died before it could report; its exit code says so.
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return text === undefined
    ? { files: 0, passed: 0, failed: 0, skipped: 0, failures: [] }
    : count(JSON.parse(text), root);
}

function count(report: VitestReport, root: string): Report {
  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((result) => result.status === 'failed'),
  );
  return {
    files: report.testResults.length,
    passed: report.numPassedTests,
    failed: report.numFailedTests + brokenFiles.length,
    skipped: report.numPendingTests + report.numTodoTests,
    failures: [
      ...brokenFiles.map(({ name, message }) => line([path.relative(root, name), message])),
      ...report.testResults.flatMap(({ name, assertionResults }) =>
        assertionResults
          .filter(({ status }) => status === 'failed')
          .map(({ fullName, failureMessages }) =>
            line([path.relative(root, name), fullName, failureMessages[0] ?? '']),
          ),
      ),
    ],
  };
}

function line(parts: readonly string[]): string {
  return parts
    .map((part) => stripVTControlCharacters(part).split('\n', 1)[0]?.slice(0, 300))
    .join(' › ');
}
