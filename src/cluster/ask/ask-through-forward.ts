import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { Manifest } from '../../core/manifest.ts';
import { conditionOf, type PodObject } from '../../core/observe/objects.ts';
import type { Answer } from '../../core/target.ts';
import { LlmkubeError } from '../../errors/llmkube-error.ts';
import { listMarked } from '../list-marked.ts';
import type { Place } from '../objects.ts';
import type { Asked } from './asked.ts';
import { joinSignals } from './join-signals.ts';
import { openTunnel, type PodPort } from './open-tunnel.ts';

/**
 * One request to a ready pod of a release, through a port-forward. Nothing when there is no such
 * pod or when the way breaks: whoever asks has another way, whose answer then stands.
 */
export async function askThroughForward(asked: Asked): Promise<Answer | undefined> {
  const { question } = asked;
  const signal = joinSignals([question.signal, asked.place.signal]);
  const place = { ...asked.place, signal };
  const [port] = (await podsOf(place, question.release)).flatMap(portOf);
  if (port === undefined) return undefined;
  const opened = await openTunnel(place, port);
  return opened !== undefined && 'tunnel' in opened
    ? await exchange(opened.tunnel, asked, signal)
    : opened;
}

async function podsOf(place: Place, release: string): Promise<readonly Manifest[]> {
  try {
    return await listMarked(place, { apiVersion: 'v1', kind: 'Pod' }, release);
  } catch (error) {
    if (error instanceof LlmkubeError && error.code === 'FORBIDDEN') return [];
    throw error;
  }
}

function portOf(pod: Manifest): readonly PodPort[] {
  const { metadata, spec }: PodObject = pod as PodObject;
  const isReady = conditionOf(pod as PodObject, 'Ready')?.status === 'True';
  if (!isReady || metadata.deletionTimestamp !== undefined) return [];
  const ports = (spec?.containers ?? []).flatMap((container) => container.ports ?? []);
  const found = ports.find(({ name }) => name === 'http');
  return found === undefined ? [] : [{ pod: metadata.name, port: found.containerPort }];
}

async function exchange(
  tunnel: Duplex,
  { question: { method, path, body }, key }: Asked,
  signal: AbortSignal | undefined,
): Promise<Answer | undefined> {
  const asking = request({
    createConnection: () => tunnel,
    host: 'localhost',
    method,
    path,
    headers: {
      connection: 'close',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
    },
    ...(signal === undefined ? {} : { signal }),
  });
  try {
    asking.end(body === undefined ? undefined : JSON.stringify(body));
    const [response] = (await once(asking, 'response')) as [IncomingMessage];
    return { kind: 'answered', status: response.statusCode ?? 0, body: await text(response) };
  } catch {
    // The port may be closed and the pod gone: both are no way, unless nobody waits any more.
    signal?.throwIfAborted();
    return undefined;
  } finally {
    tunnel.destroy();
  }
}
