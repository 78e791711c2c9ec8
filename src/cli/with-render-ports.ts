import { homedir } from 'node:os';
import type { ReadHeader, ReadSource } from '../actions/ports.ts';
import type { RenderPorts } from '../actions/render.ts';
import { defaultRevision, hubFileUrl } from '../core/source/hub.ts';
import type { SourceAnswer, SourceQuestion } from '../core/source/source-facts.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import { s3FactsOf } from '../models/s3-access.ts';
import { warnOnce } from '../ui/reporter.ts';
import { linesReporter } from '../ui/reporters/lines.ts';
import { headerReader } from './header-reader.ts';
import { hubAccess } from './hub-access.ts';
import { stopSignal } from './stop-signal.ts';
import { weightsReader } from './weights-reader.ts';

/** Lends the work the sources, and standard error for what people should know. */
export async function withRenderPorts<Result>(
  { offline = false }: { readonly offline?: boolean | undefined },
  work: (ports: RenderPorts) => Promise<Result>,
): Promise<Result> {
  const stop = stopSignal();
  const reporter = warnOnce(linesReporter((text) => process.stderr.write(text)));
  try {
    return await work({
      readSource: offline ? askNobody : ask,
      readHeader: offline ? readNothing : headerReader(access),
      // Of a repository that nobody asked for its size nothing is read.
      ...weightsReader(access, { signal: stop.signal, environment: process.env }),
      // What each source has, and what memory it takes, is in the objects.
      emit: (event) => /^(sourceRead|memoryPlanned)$/.test(event.type) || reporter.emit(event),
      signal: stop.signal,
    });
  } finally {
    stop.release();
  }
}

const access = () => hubAccess(process.env, homedir());

const ask: ReadSource = async (question, signal) => {
  // What speaks to sources takes longer to load than to render most documents.
  const { readSource } = await import('../models/read-source.ts');
  return await readSource(question, access, { signal, environment: process.env });
};

const readNothing: ReadHeader = async () => ({
  kind: 'unreachable',
  fact: 'it is not asked with --offline',
});

async function askNobody({ source, form, store = {} }: SourceQuestion): Promise<SourceAnswer> {
  const unasked = { kind: 'unreachable', why: 'it is not asked with --offline' } as const;
  if (source.kind === 's3') return { ...unasked, facts: s3FactsOf(source, store, process.env) };
  if (source.kind !== 'hub') return { ...unasked, facts: {} };
  const { repo, revision = defaultRevision, file } = source;
  const { endpoint } = await access();
  if (form === 'repository') return { ...unasked, facts: { endpoint } };
  if (file === undefined) throw fileUnknown(repo);
  const url = hubFileUrl(endpoint, repo, { revision, file });
  return { ...unasked, facts: { url, file } };
}

function fileUnknown(repo: string): LlmkubeError {
  return new LlmkubeError(
    'SOURCE_REFUSED',
    `Cannot choose a file of \`${repo}\`: with --offline nobody is asked which there are`,
    {
      facts: { field: 'model.source', repository: repo },
      suggestions: [`the same command with --source hf://${repo}/<file>.gguf`],
    },
  );
}
