import { isFromCluster, lacksEndpoints } from '../core/openai/chat.ts';
import { type ProofQuestion, proofQuestion } from '../core/openai/proof-question.ts';
import type { Served } from '../core/record/served-as.ts';
import type { Proof } from '../core/results.ts';
import type { Answer, KeyReference, TargetAddress } from '../core/target.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import { interruption } from './interruption.ts';
import type { Ports } from './ports.ts';
import { targetFlag } from './target-words.ts';

/** The pods are ready, so what still answers 503 is the way to them being set up. */
const patienceMilliseconds = 15_000;
/**
 * What lists the ready pods of a Service is a controller, and where its leader went away another
 * one takes up to 17 s to follow (15 s of lease, a retry each 2 s) and then lists all it watches.
 */
const endpointsPatienceMilliseconds = 60_000;
const pauseMilliseconds = 40;
/** A model on a slow processor takes its time for a first token; one that hangs never ends. */
const answerMilliseconds = 2 * 60_000;
const transientStatuses: ReadonlySet<number> = new Set([404, 500, 502, 503, 504]);

/**
 * Asks the release for one token, or for what stands for it where it makes none. Throws `PROOF_FAILED` when the endpoint answers but not as
 * the asked model; not being allowed to ask is no failure, and the result says so.
 */
export async function prove(
  release: string,
  served: Served,
  { target, clock, signal }: Pick<Ports, 'target' | 'clock' | 'signal'>,
): Promise<Proof> {
  const { model, answersAs = model, mode, keySecret, isGuarded, unprovable } = served;
  if (unprovable !== undefined) return { state: 'not proven', why: unprovable };
  const start = clock.monotonic();
  const question = proofQuestion(mode, model);
  const asker = {
    ...{ release, model: answersAs, question },
    ...{ keySecret, isGuarded, address: target.address },
  };
  for (;;) {
    const asked = clock.monotonic();
    const limit = AbortSignal.any([signal, clock.after(answerMilliseconds)]);
    const answer = await ask(asker, { target, signal, limit });
    const isOver = clock.monotonic() - start >= patienceFor(answer);
    if (answer.kind === 'unreached' && !isOver) {
      await pause(release, { clock, signal });
      continue;
    }
    if (answer.kind !== 'answered') return { state: 'not proven', why: answer.message };
    if (answer.status === 401 && keySecret !== undefined) {
      return { state: 'not proven', why: refusedKey(keySecret) };
    }
    if (answer.status === 200) {
      const tokens = readTokens(answer.body, asker);
      return { state: 'proven', milliseconds: Math.round(clock.monotonic() - asked), tokens };
    }
    if (isOver && isGuarded === true && isFromCluster(answer.body)) {
      return { state: 'not proven', why: keptOut };
    }
    if (!transientStatuses.has(answer.status) || isOver) {
      throw failed(asker, `it answers ${answer.status}: ${firstLine(answer.body)}`);
    }
    await pause(release, { clock, signal });
  }
}

function patienceFor(answer: Answer): number {
  return answer.kind === 'answered' && lacksEndpoints(answer.body)
    ? endpointsPatienceMilliseconds
    : patienceMilliseconds;
}

async function pause(
  release: string,
  { clock, signal }: Pick<Ports, 'clock' | 'signal'>,
): Promise<void> {
  await clock.sleep(pauseMilliseconds, signal);
  if (signal.aborted) throw interrupted(release, signal);
}

async function ask(
  asker: Asker,
  { target, signal, limit }: Pick<Ports, 'target' | 'signal'> & { readonly limit: AbortSignal },
): Promise<Answer> {
  try {
    const { keySecret, isGuarded, release } = asker;
    const { path, body } = asker.question;
    const isRepeatable = true;
    const asked = {
      release,
      method: 'POST',
      path,
      body,
      keySecret,
      isGuarded,
      isRepeatable,
    } as const;
    return await target.ask({ ...asked, signal: limit });
  } catch (error) {
    if (signal.aborted) throw interrupted(asker.release, signal);
    if (limit.aborted) {
      throw failed(asker, `it gives no answer within ${answerMilliseconds / 60_000} minutes`);
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
  /** What its answer has to call the model. */
  readonly model: string;
  readonly question: ProofQuestion;
  readonly keySecret: Served['keySecret'];
  readonly isGuarded: Served['isGuarded'];
  readonly address: TargetAddress;
}

const keptOut =
  'no port-forward into a pod opens, and `network.policy` may keep the API server out';

function refusedKey({ name }: KeyReference): string {
  return `it does not take the key of Secret \`${name}\`: it may have been started with another one`;
}

function readTokens(body: string, asker: Asker): number {
  const { model, question } = asker;
  const evidence = question.read(body);
  if (evidence === undefined) {
    throw failed(asker, `its answer is not ${question.wanted}: ${firstLine(body)}`);
  }
  if (evidence.model !== model) {
    throw failed(asker, `it serves \`${evidence.model}\`, not \`${model}\``);
  }
  if (evidence.tokens < 1) throw failed(asker, 'it gave no token');
  return evidence.tokens;
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
