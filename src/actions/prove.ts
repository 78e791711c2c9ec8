import { oneTokenQuestion, readCompletion } from '../core/openai/completion.ts';
import type { Proof } from '../core/results.ts';
import type { Answer, TargetAddress } from '../core/target.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import { interruption } from './interruption.ts';
import type { Ports } from './ports.ts';
import { targetFlag } from './target-words.ts';

/** The pods are ready, so what still answers 503 is the way to them being set up. */
const patienceMilliseconds = 15_000;
const pauseMilliseconds = 40;
/** A model on a slow processor takes its time for a first token; one that hangs never ends. */
const answerMilliseconds = 2 * 60_000;
const transientStatuses: ReadonlySet<number> = new Set([404, 500, 502, 503, 504]);

/**
 * Asks the release for one token. Throws `PROOF_FAILED` when the endpoint answers but not as
 * the asked model; not being allowed to ask is no failure, and the result says so.
 */
export async function prove(
  release: string,
  model: string,
  { target, clock, signal }: Pick<Ports, 'target' | 'clock' | 'signal'>,
): Promise<Proof> {
  const start = clock.monotonic();
  const asker = { release, address: target.address };
  for (;;) {
    const asked = clock.monotonic();
    const limit = AbortSignal.any([signal, clock.after(answerMilliseconds)]);
    const answer = await ask({ release, model }, { target, signal, limit });
    if (answer.kind === 'forbidden') return { state: 'not proven', why: answer.message };
    if (answer.status === 200) {
      const tokens = readTokens(answer.body, { ...asker, model });
      return { state: 'proven', milliseconds: Math.round(clock.monotonic() - asked), tokens };
    }
    const isOver = clock.monotonic() - start >= patienceMilliseconds;
    if (!transientStatuses.has(answer.status) || isOver) {
      throw failed(asker, `it answers ${answer.status}: ${firstLine(answer.body)}`);
    }
    await clock.sleep(pauseMilliseconds, signal);
    if (signal.aborted) throw interrupted(release, signal);
  }
}

async function ask(
  { release, model }: { release: string; model: string },
  { target, signal, limit }: Pick<Ports, 'target' | 'signal'> & { readonly limit: AbortSignal },
): Promise<Answer> {
  try {
    const question = { release, method: 'POST', ...oneTokenQuestion(model) } as const;
    return await target.ask({ ...question, signal: limit });
  } catch (error) {
    if (signal.aborted) throw interrupted(release, signal);
    if (limit.aborted) {
      const asker = { release, address: target.address };
      throw failed(asker, `it gives no token within ${answerMilliseconds / 60_000} minutes`);
    }
    throw error;
  }
}

function interrupted(release: string, signal: AbortSignal): LlmkubeError {
  return interruption(signal, `prove release \`${release}\``, {
    fact: 'it is deployed and ready',
    suggestions: ['the same command again'],
  });
}

interface Asker {
  readonly release: string;
  readonly address: TargetAddress;
}

function readTokens(body: string, { model, ...asker }: Asker & { readonly model: string }): number {
  const completion = readCompletion(body);
  if (completion === undefined) {
    throw failed(asker, `its answer is not a completion: ${firstLine(body)}`);
  }
  if (completion.model !== model) {
    throw failed(asker, `it serves \`${completion.model}\`, not \`${model}\``);
  }
  if (completion.tokens < 1) throw failed(asker, 'it gave no token');
  return completion.tokens;
}

/** The error of a proof that was required and cannot be had; the release itself is ready. */
export function unproven(release: string, why: string): LlmkubeError {
  return new LlmkubeError(
    'PROOF_FAILED',
    `Cannot prove release \`${release}\`, which is ready: ${why}`,
    { facts: { release }, suggestions: ['the same command without --require-proof'] },
  );
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0]?.slice(0, 200) ?? '';
}

function failed({ release, address }: Asker, fact: string): LlmkubeError {
  return new LlmkubeError('PROOF_FAILED', `Cannot prove release \`${release}\`: ${fact}`, {
    facts: { release },
    suggestions: [`llmkube logs ${release} ${targetFlag(address)} --tail 20`],
  });
}
