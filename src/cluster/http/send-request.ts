import type { Call } from './call.ts';
import type { Connection, Exchange, HttpAnswer, StreamAnswer } from './connection.ts';
import { nextDelay, type Trouble } from './retry-policy.ts';
import { parseStatus } from './status.ts';
import { toError } from './to-error.ts';

/**
 * Sends a request and repeats it while the trouble is one that passes. Resolves to the last
 * answer, whatever its status, or to the failure that was left when patience ended.
 */
export async function sendRequest(
  connection: Connection,
  call: Call,
): Promise<Exchange<HttpAnswer>> {
  const { timing } = connection;
  const startedAt = timing.now();
  for (let attempts = 1; ; attempts += 1) {
    const isFirstContact = !connection.isContacted;
    const exchange = await withRenewal(connection, () => connection.exchange(call));
    const trouble = troubleOf(exchange, call);
    if (trouble === undefined) return exchange;
    const delay = nextDelay(trouble, {
      attempts,
      elapsedMilliseconds: timing.now() - startedAt,
      budgetMilliseconds: connection.limits.retries,
      isFirstContact,
      isRepeatable: isRepeatable(call),
      random: timing.random(),
    });
    if (delay === undefined) return exchange;
    await timing.sleep(delay, call.signal);
  }
}

/** Like `sendRequest`, where only success or one of `accepted` lets the caller go on. */
export async function expectAnswer(
  connection: Connection,
  call: Call,
  accepted: readonly number[] = [],
): Promise<HttpAnswer> {
  const exchange = await sendRequest(connection, call);
  if (exchange.kind === 'answered') {
    const { status } = exchange.answer;
    if ((status >= 200 && status < 300) || accepted.includes(status)) return exchange.answer;
  }
  throw toError(connection.access, call, exchange);
}

/** Opens a stream once; renewing an expired credential is the only repetition. */
export async function openStream(
  connection: Connection,
  call: Call,
): Promise<Exchange<StreamAnswer>> {
  return await withRenewal(connection, () => connection.open(call));
}

// A 401 of Kubernetes leads to another try as soon as there is another credential.
async function withRenewal<Answer extends HttpAnswer>(
  { credentials }: Connection,
  attempt: () => Promise<Exchange<Answer>>,
): Promise<Exchange<Answer>> {
  const exchange = await attempt();
  if (exchange.kind !== 'answered' || exchange.answer.status !== 401) return exchange;
  // An engine behind the service proxy may answer 401 too, and that is not about our credential.
  if (parseStatus(exchange.answer.body)?.reason !== 'Unauthorized') return exchange;
  return (await credentials.renew(exchange.credential)) ? await attempt() : exchange;
}

function isRepeatable({ isRepeatable: stated, method }: Call): boolean {
  return stated ?? (method !== 'POST' && method !== 'PUT');
}

function troubleOf(exchange: Exchange<HttpAnswer>, call: Call): Trouble | undefined {
  if (exchange.kind === 'lost') return { kind: 'network', ...exchange.failure };
  const { status, headers, body } = exchange.answer;
  if (status < 400 || call.retriesAnswers === false) return undefined;
  const parsed = parseStatus(body);
  const stated = Number(headers['retry-after'] ?? Number.NaN);
  return {
    kind: 'answer',
    status,
    message: parsed?.message ?? '',
    retryAfterSeconds: Number.isFinite(stated) ? stated : parsed?.retryAfterSeconds,
  };
}
