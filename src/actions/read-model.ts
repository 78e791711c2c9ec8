import type { GgufHeader, GgufModel } from '../core/gguf/gguf-header.ts';
import { joinShards } from '../core/gguf/join-shards.ts';
import { namesOfShards } from '../core/gguf/shard-names.ts';
import { parseSource, type Source } from '../core/source/parse-source.ts';
import type { SourceFacts } from '../core/source/source-facts.ts';
import type { WholeHeaderOutcome } from '../models/read-header-of.ts';
import type { HeaderPlace } from '../models/read-metadata-of.ts';
import type { ReadHeader, ReadSource } from './ports.ts';
import { sourceRefused } from './source-refused.ts';

/** What reading a model needs of the world. */
export interface ModelPorts {
  readonly readSource: ReadSource;
  readonly readHeader: ReadHeader;
  readonly signal: AbortSignal;
}

export interface ReadModel {
  readonly model: GgufModel;
  /** How many it is in. */
  readonly files: number;
  /** Of all of them. */
  readonly headerBytes: number;
}

/** So many parts are asked for at one time. */
const atOnce = 4;

/** Reads the headers of all files of a model. Throws `SOURCE_REFUSED` with one sentence. */
export async function readModel(text: string, ports: ModelPorts): Promise<ReadModel> {
  return await readModelAt(await placesOf(text, ports), text, ports);
}

/** The same of files that were found already; `text` is what they are called. */
export async function readModelAt(
  places: readonly HeaderPlace[],
  text: string,
  { readHeader, signal }: Pick<ModelPorts, 'readHeader' | 'signal'>,
): Promise<ReadModel> {
  const headers: GgufHeader[] = [];
  // The first one says how many there are: a name alone is believed by nobody.
  for (const [from, to] of rangesOf(places.length)) {
    const read = await Promise.all(
      places.slice(from, to).map((place) => readHeader(place, signal)),
    );
    read.forEach((outcome, index) => {
      headers.push(headerOf(outcome, { text, part: from + index + 1, parts: places.length }));
    });
    const said = headers[0]?.metadata.get('split.count') ?? 1;
    if (said !== places.length) {
      throw sourceRefused(
        text,
        `by its name it is in ${places.length} parts, by its header in ${said}`,
      );
    }
  }
  const joined = joinShards(headers);
  if (joined.kind === 'problem') throw sourceRefused(text, joined.problem.fact);
  const headerBytes = headers.reduce((total, header) => total + header.headerBytes, 0);
  return { model: joined.model, files: headers.length, headerBytes };
}

/** One alone, then some at a time. */
function rangesOf(count: number): readonly (readonly [from: number, to: number])[] {
  const starts = Array.from({ length: Math.ceil((count - 1) / atOnce) }, (_, i) => 1 + i * atOnce);
  return [[0, 1], ...starts.map((from) => [from, from + atOnce] as const)];
}

async function placesOf(
  text: string,
  { readSource, signal }: ModelPorts,
): Promise<readonly HeaderPlace[]> {
  const source = parseSource(text);
  if (source.kind === 'claim' || source.kind === 'oci') {
    throw sourceRefused(text, `a source of kind \`${source.kind}\` is not read from here`);
  }
  const question = { source, place: 'host', hasTokenSecret: false, mayBeShard: true } as const;
  const answer = await readSource(question, signal);
  if (answer.kind === 'unreachable') throw sourceRefused(text, answer.why);
  return placesAt(source, answer.facts);
}

function placesAt(
  source: Source & { kind: 'path' | 'http' | 'hub' | 's3' },
  facts: SourceFacts,
): readonly HeaderPlace[] {
  if (source.kind === 'path') {
    return namesOfShards(facts.path ?? source.path).map((path) => ({ kind: 'file', path }));
  }
  const url = new URL(source.kind === 'http' ? source.url : (facts.url ?? ''));
  return namesOfShards(url.pathname).map((pathname) => {
    const { href } = Object.assign(new URL(url), { pathname });
    return { kind: 'url', url: href, isHub: source.kind === 'hub', region: facts.region };
  });
}

interface Part {
  readonly text: string;
  readonly part: number;
  readonly parts: number;
}

function headerOf(outcome: WholeHeaderOutcome, { text, part, parts }: Part): GgufHeader {
  if (outcome.kind === 'read') return outcome.header;
  const fact = outcome.kind === 'problem' ? outcome.problem.fact : outcome.fact;
  throw sourceRefused(text, parts === 1 ? fact : `of part ${part} of ${parts}: ${fact}`);
}
