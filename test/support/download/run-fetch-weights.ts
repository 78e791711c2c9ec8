import { readFile } from 'node:fs/promises';
import { systemClock } from '../../../src/cli/system-clock.ts';
import { formatDownloadLine } from '../../../src/core/download/download-line.ts';
import type { FetchRequest } from '../../../src/models/fetch/fetch-options.ts';
import { fetchWeights } from '../../../src/models/fetch-weights.ts';

// `fetchWeights` as a program of its own, with the variables, the lines and the exit statuses of
// the script of pods: so both can be killed, told to end and compared.

const { env } = process;
const stop = new AbortController();
process.once('SIGTERM', () => stop.abort());
const outcome = await fetchWeights(readRequest(), {
  signal: stop.signal,
  clock: systemClock,
  holder: env.HOSTNAME ?? '',
  onLine: (line) => process.stdout.write(`${formatDownloadLine(line)}\n`),
  authorities:
    env.LLMKUBE_CA_FILE === undefined ? undefined : await readFile(env.LLMKUBE_CA_FILE, 'utf8'),
  environment: env,
  policy: JSON.parse(env.LLMKUBE_TEST_POLICY ?? ''),
});
process.exitCode = { done: 0, cached: 0, failed: 1, stopped: 143 }[outcome.kind];

function readRequest(): FetchRequest {
  const { LLMKUBE_BYTES } = env;
  return {
    url: env.LLMKUBE_URL ?? '',
    cache: env.LLMKUBE_CACHE ?? '',
    folder: env.LLMKUBE_FOLDER ?? '',
    file: env.LLMKUBE_FILE ?? '',
    marker: env.LLMKUBE_MARKER ?? '',
    bytes: LLMKUBE_BYTES === undefined ? undefined : Number(LLMKUBE_BYTES),
    sha256: env.LLMKUBE_SHA256,
    token: env.LLMKUBE_TOKEN,
    region: env.LLMKUBE_REGION === '' ? undefined : env.LLMKUBE_REGION,
  };
}
