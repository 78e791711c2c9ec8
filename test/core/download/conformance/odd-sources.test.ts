import { readFile } from 'node:fs/promises';
import { expect } from 'vitest';
import {
  openDownloadBench,
  otherWeights,
  sha256,
  weights,
} from '../../../support/download/download-bench.ts';
import { serveByHand } from '../../../support/download/serve-by-hand.ts';
import { filesIn } from '../../../support/download/start-download.ts';

const { bench, inPrograms } = await openDownloadBench();

inPrograms('a redirect is followed, also one that names only a path', async (program) => {
  const { url, ranges } = await serveByHand(({ url: asked }, response) => {
    if (asked === '/m.gguf') response.writeHead(302, { location: '/other/m.gguf?part=1' }).end();
    else response.end(asked === '/other/m.gguf?part=1' ? weights : '');
  });
  expect(await program.run({ url: `${url}/m.gguf` })).toMatchObject({ exitCode: 0 });
  expect(ranges.length).toBe(2);
});

inPrograms('a source that redirects for ever is left after a while', async (program) => {
  const { url, ranges } = await serveByHand((_, response) => {
    response.writeHead(302, { location: '/m.gguf' }).end();
  });
  const run = await program.run({ url: `${url}/m.gguf` });
  expect(run).toMatchObject({ exitCode: 1, lines: [{ kind: 'failed', cause: 'SourceRefused' }] });
  expect(ranges.length).toBe(11);
});

inPrograms('a redirect to another kind of place is not followed', async (program) => {
  const { url } = await serveByHand((_, response) => {
    response.writeHead(302, { location: 'file:///etc/passwd' }).end();
  });
  const run = await program.run({ url: `${url}/m.gguf` });
  expect(run).toMatchObject({ exitCode: 1, lines: [{ kind: 'failed', cause: 'SourceRefused' }] });
});

inPrograms(
  'a source that tells no length is fetched, and is over when it ends',
  async (program) => {
    const { url } = await serveByHand((_, response) => {
      response.write(weights.subarray(0, 1000));
      response.end(weights.subarray(1000));
    });
    const run = await program.run({ url: `${url}/m.gguf` });
    expect(run).toMatchObject({ exitCode: 0, lines: [{ kind: 'done', bytes: weights.length }] });
  },
);

inPrograms('one that breaks off without having told a length is asked again', async (program) => {
  let broke = false;
  const { url } = await serveByHand((_, response) => {
    if (broke) return void response.end(weights);
    broke = true;
    response.write(weights.subarray(0, 1000), () => response.destroy());
  });
  const run = await program.run({ url: `${url}/m.gguf` });
  expect(run).toMatchObject({
    exitCode: 0,
    lines: [{ kind: 'retry', cause: 'SourceUnreachable' }, { kind: 'done' }],
  });
  expect(sha256(await readFile(bench.target))).toBe(sha256(weights));
});

inPrograms('more than is expected is refused, whatever length was told', async (program) => {
  const { url } = await serveByHand((_, response) => {
    response.write(weights);
    response.end(weights);
  });
  const run = await program.run({
    url: `${url}/m.gguf`,
    env: { LLMKUBE_BYTES: String(weights.length) },
  });
  expect(run).toMatchObject({
    exitCode: 1,
    lines: [{ kind: 'failed', cause: 'SourceWrongLength' }],
  });
  expect(await filesIn(bench.cache)).toEqual([]);
});

inPrograms('a part from another place than was asked for is not taken', async (program) => {
  const etag = '"same"';
  let asked = 0;
  const { url, ranges } = await serveByHand(({ headers }, response) => {
    asked += 1;
    const length = String(weights.length);
    if (asked === 1) {
      response.writeHead(200, { etag, 'content-length': length });
      return void response.write(weights.subarray(0, 1000), () => response.destroy());
    }
    if (headers.range === undefined) {
      return void response.writeHead(200, { etag, 'content-length': length }).end(weights);
    }
    response.writeHead(206, {
      etag,
      'content-range': `bytes 5-${weights.length - 1}/${weights.length}`,
      'content-length': String(weights.length - 5),
    });
    response.end(otherWeights.subarray(5));
  });
  const run = await program.run({ url: `${url}/m.gguf` });
  expect(run.exitCode).toBe(0);
  expect(ranges).toEqual([undefined, 'bytes=1000-', undefined]);
  expect(sha256(await readFile(bench.target))).toBe(sha256(weights));
});
