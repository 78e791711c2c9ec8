import { readFile } from 'node:fs/promises';

export interface Report {
  readonly files: number;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** The parts of vitest's JSON report that are counted here. */
interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

/** Sums up a report; a file that could not be imported, or whose hooks failed, is one failure. */
export async function readReport(file: string): Promise<Report> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    // vitest died before it could report; its exit code says so.
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return text === undefined
    ? { files: 0, passed: 0, failed: 0, skipped: 0 }
    : count(JSON.parse(text));
}

function count(report: VitestReport): Report {
  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((result) => result.status === 'failed'),
  );
  return {
    files: report.testResults.length,
    passed: report.numPassedTests,
    failed: report.numFailedTests + brokenFiles.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}
