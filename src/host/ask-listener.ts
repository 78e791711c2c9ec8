import { readFile } from 'node:fs/promises';
import request from 'undici/lib/api/api-request.js';
import Agent from 'undici/lib/dispatcher/agent.js';
import type { Answer, Question } from '../core/target.ts';
import { describeCause } from '../errors/describe-cause.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import { type MachineAccess, machineUrl } from './machine-endpoint.ts';

/** A slow processor takes minutes for a long prompt; the asker's signal decides before that. */
const firstByteLimit = 600_000;

/** One request to a release through the listener, as any client of this machine sends it. */
export async function askListener(
  { method, path, body, signal }: Question,
  access: MachineAccess,
  stop: AbortSignal | undefined,
): Promise<Answer> {
  const agent = new Agent({ headersTimeout: firstByteLimit, bodyTimeout: firstByteLimit });
  const origin = new URL(machineUrl(access)).origin;
  const signals = [signal, stop].filter((one) => one !== undefined);
  try {
    const answer = await request.call(agent, {
      origin,
      method,
      path,
      headers: await headersOf(access),
      signal: AbortSignal.any(signals),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { kind: 'answered', status: answer.statusCode, body: await answer.body.text() };
  } catch (error) {
    if (signals.some(({ aborted }) => aborted)) throw error;
    throw new LlmkubeError('AGENT_UNREACHABLE', `Cannot ask ${origin}: ${describeCause(error)}`, {
      facts: { url: origin },
      suggestions: ['llmkube metal status'],
      cause: error,
    });
  } finally {
    await agent.destroy();
  }
}

async function headersOf({ keyFile }: MachineAccess): Promise<Record<string, string>> {
  const type = { 'content-type': 'application/json' };
  if (keyFile === undefined) return type;
  return { ...type, authorization: `Bearer ${(await readFile(keyFile, 'utf8')).trim()}` };
}
