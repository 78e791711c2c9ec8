import { chatQuestion, isFromCluster, readChatAnswer, readRefusal } from '../core/openai/chat.ts';
import { type Served, servedAs } from '../core/record/served-as.ts';
import type { ChatResult } from '../core/results.ts';
import type { Answer } from '../core/target.ts';
import { valueAt } from '../core/value-at.ts';
import { describeCause } from '../errors/describe-cause.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import type { Named } from './check-spelling.ts';
import { interruption } from './interruption.ts';
import type { Ports } from './ports.ts';
import { requireRelease } from './require-release.ts';
import { targetFlag } from './target-words.ts';

export interface ChatInput extends Named {
  readonly text: string;
}

type ChatPorts = Pick<Ports, 'target' | 'clock' | 'signal'>;
type Answered = Extract<Answer, { kind: 'answered' }>;

/** Asks the model of a release one thing and gives back what it says. */
export async function chat(input: ChatInput, ports: ChatPorts): Promise<ChatResult> {
  const { target, clock } = ports;
  const { release } = input;
  const found = await target.readRecord(release);
  const { record } = await requireRelease({ ...input, verb: 'chat' }, found, target);
  const start = clock.monotonic();
  const served = servedAs(record.intent);
  const { model } = served;
  const answer = await ask(input, served, ports);
  const milliseconds = Math.round(clock.monotonic() - start);
  if (answer.kind === 'forbidden') {
    const { message, suggestions } = answer;
    const facts = { release, verb: 'create', resource: 'services/proxy' };
    throw new LlmkubeError('FORBIDDEN', `Cannot chat with \`${release}\`: ${message}`, {
      facts,
      suggestions,
    });
  }
  if (answer.kind === 'unreached') {
    throw new LlmkubeError('CHAT_REFUSED', `Cannot chat with \`${release}\`: ${answer.message}`, {
      facts: { release },
      suggestions: [`llmkube status ${release} ${targetFlag(target.address)}`],
    });
  }
  if (answer.kind === 'keyless') {
    const { code, message, suggestions } = answer;
    const facts = { release };
    throw new LlmkubeError(code, `Cannot chat with \`${release}\`: ${message}`, {
      facts,
      suggestions,
    });
  }
  const said = answer.status === 200 ? readChatAnswer(answer.body) : undefined;
  if (said === undefined) throw await refusal({ release, intent: record.intent }, answer, ports);
  const { text, tokens, isCut } = said;
  return {
    ...{ type: 'result', release, model, answer: text },
    ...(tokens === undefined ? {} : { tokens }),
    ...(isCut ? { isCut } : {}),
    milliseconds,
  };
}

async function ask(
  { release, text }: ChatInput,
  { model, keySecret, isGuarded }: Served,
  { target, signal }: ChatPorts,
): Promise<Answer> {
  try {
    return await target.ask({
      release,
      method: 'POST',
      ...chatQuestion(model, text),
      keySecret,
      isGuarded,
      signal,
    });
  } catch (error) {
    if (!signal.aborted) throw error;
    const fact = 'the model had not answered';
    throw interruption(signal, `chat with \`${release}\``, { fact, suggestions: [] });
  }
}

/** What stands for a server that is not there or not there yet. */
const unreadyStatuses: ReadonlySet<number> = new Set([502, 503, 504]);

interface AskedRelease {
  readonly release: string;
  readonly intent: object;
}

async function refusal(
  asked: AskedRelease,
  answer: Answered,
  ports: ChatPorts,
): Promise<LlmkubeError> {
  const { release } = asked;
  if (unreadyStatuses.has(answer.status) || isFromCluster(answer.body)) {
    return await notReady(asked, ports);
  }
  const { address } = ports.target;
  return new LlmkubeError(
    'CHAT_REFUSED',
    `Cannot chat with \`${release}\`: ${refusedFact(answer)}`,
    {
      facts: { release, status: answer.status },
      suggestions: [`llmkube logs ${release} ${targetFlag(address)} --tail 20`],
    },
  );
}

function refusedFact({ status, body }: Answered): string {
  if (status === 200) return 'its answer is not a chat completion';
  const words = describeCause(readRefusal(body) ?? '');
  if (/chat[ _-]?template/i.test(words)) return `its model has no chat template: ${words}`;
  return `it answers ${status}${words === '' ? '' : `: ${words}`}`;
}

// A release that is stopped needs another next step than one that is on its way.
async function notReady(
  { release, intent }: AskedRelease,
  { target }: ChatPorts,
): Promise<LlmkubeError> {
  const flag = targetFlag(target.address);
  const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', name: release };
  const live = await target.read(deployment);
  const isStopped = Reflect.get(Object(live?.spec), 'replicas') === 0;
  const isAsleep = isStopped && valueAt(intent, ['scale', 'keda']) !== undefined;
  const stopped = isAsleep ? 'KEDA has scaled it to zero' : 'it is stopped';
  const fact = isStopped ? stopped : 'it does not answer yet';
  const next =
    isStopped && !isAsleep
      ? `llmkube scale ${release} 1 ${flag}`
      : `llmkube status ${release} ${flag}`;
  return new LlmkubeError('NOT_READY', `Cannot chat with \`${release}\`: ${fact}`, {
    facts: { release },
    suggestions: [next],
  });
}
