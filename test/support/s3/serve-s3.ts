import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AwsClient } from 'aws4fetch';
import { encodeKey } from '../../../src/core/source/s3-place.ts';
import { s3Recipe } from '../cluster/binary-recipes.ts';
import { buildBinaries } from '../cluster/build-binaries.ts';
import { pollUntil } from '../cluster/poll-until.ts';
import { takePort } from '../take-port.ts';

/** A store of objects in which nobody has anything at first. */
export interface TestS3 {
  readonly url: string;
  readonly region: string;
  /** What its owner sets to reach it. */
  readonly env: Readonly<Record<string, string>>;
  /** Makes a bucket, from which anybody may read where it is public. */
  makeBucket(name: string, options?: { readonly isPublic?: boolean }): Promise<void>;
  put(bucket: string, key: string, content: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

/** Marks that keys of other stores than that of AWS may have. */
const keys = { id: 'TESTKEYID', secret: 'a secret/with+marks="of\\any kind' };
const region = 'eu-test-1';

/** Starts a store that checks every signature, on one address of this machine. */
export async function serveS3(address: string): Promise<TestS3> {
  const program = path.join(await buildBinaries(s3Recipe), 'versitygw');
  const folder = await mkdtemp(path.join(tmpdir(), 'llmkube-s3-'));
  for (const name of ['objects', 'metadata', 'accounts']) await mkdir(path.join(folder, name));
  const listens = `${address}:${await takePort()}`;
  const child = spawnWithParent(program, listens, folder);
  const url = `http://${listens}`;
  await untilHealthy(url, child);
  const owner = ownerOf(url);
  return {
    url,
    region,
    env: {
      AWS_ENDPOINT_URL_S3: url,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: keys.id,
      AWS_SECRET_ACCESS_KEY: keys.secret,
    },
    makeBucket: async (name, { isPublic = false } = {}) => {
      await owner.put(`/${name}`);
      if (isPublic) await owner.put(`/${name}?policy`, JSON.stringify(readableByAll(name)));
    },
    put: (bucket, key, content) => owner.put(`/${bucket}/${encodeKey(key)}`, content),
    close: async () => {
      const exited = once(child, 'exit');
      if (child.kill('SIGKILL')) await exited;
      await rm(folder, { recursive: true });
    },
  };
}

// The kernel kills the child with its parent, however the parent ends.
function spawnWithParent(program: string, listens: string, folder: string): ChildProcess {
  const server = [program, '--port', listens, '--region', region, '--health', '/health', '--quiet'];
  // With accounts it answers strangers as AWS does.
  const [accounts, ...store] = ['accounts', 'metadata', 'objects'].map((name) =>
    path.join(folder, name),
  );
  const args = [...server, '--iam-dir', accounts ?? '', 'posix', '--sidecar', ...store];
  return spawn('setpriv', ['--pdeathsig', 'KILL', '--', ...args], {
    stdio: 'ignore',
    env: { ...process.env, ROOT_ACCESS_KEY_ID: keys.id, ROOT_SECRET_ACCESS_KEY: keys.secret },
  });
}

async function untilHealthy(url: string, child: ChildProcess): Promise<void> {
  const failure = () => (child.exitCode === null ? undefined : 'the server of S3 ended');
  await pollUntil({ what: 'the server of S3', seconds: 20, failure }, async () => {
    try {
      return (await fetch(`${url}/health`, { headers: { connection: 'close' } })).ok;
    } catch {
      // It does not listen so far.
      return false;
    }
  });
}

function ownerOf(url: string) {
  const client = new AwsClient({
    accessKeyId: keys.id,
    secretAccessKey: keys.secret,
    service: 's3',
    region,
  });
  return {
    put: async (place: string, body: Uint8Array | string = '') => {
      const content = typeof body === 'string' ? body : new Uint8Array(body);
      const answer = await client.fetch(`${url}${place}`, { method: 'PUT', body: content });
      const said = await answer.text();
      if (!answer.ok) throw new Error(`the server of S3 answers ${answer.status}: ${said}`);
    },
  };
}

function readableByAll(bucket: string) {
  const Resource = `arn:aws:s3:::${bucket}/*`;
  const rule = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource };
  return { Version: '2012-10-17', Statement: [rule] };
}
