import { isUtf8 } from 'node:buffer';
import { hasMoreGrammarSteps } from './count-grammar-steps.ts';
import type { ListenerLimits } from './listener-limits.ts';
import type { Refusal } from './refusal.ts';

/** What a body asks for; `model` is absent where it names none. */
export type AskedModel =
  | { readonly kind: 'read'; readonly model: string | undefined }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** Finds the model in a body. Of equal keys the last one counts, as it does for the engines. */
export function readModel(
  body: Buffer,
  limits: Pick<ListenerLimits, 'depth' | 'values' | 'grammarSteps'>,
): AskedModel {
  if (!isWithinShape(body, limits)) return { kind: 'refused', refusal: tooIntricate };
  const parsed = isUtf8(body) ? parse(body) : undefined;
  if (parsed === undefined) return { kind: 'refused', refusal: notJson };
  if (parsed === null || typeof parsed !== 'object' || Array.isArray(parsed)) {
    return { kind: 'refused', refusal: notObject };
  }
  if (hasMoreGrammarSteps(parsed, limits)) return { kind: 'refused', refusal: tooIntricate };
  const model: unknown = 'model' in parsed ? parsed.model : undefined;
  if (model === undefined || model === null) return { kind: 'read', model: undefined };
  if (typeof model !== 'string') return { kind: 'refused', refusal: notName };
  return { kind: 'read', model };
}

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * Counts brackets and commas outside of strings before any parser sees them: a few megabytes of
 * brackets are gigabytes of values, and deep ones end the engine. It judges nothing else.
 */
function isWithinShape(body: Buffer, limits: Pick<ListenerLimits, 'depth' | 'values'>): boolean {
  let [depth, values] = [0, 0];
  for (let at = 0; at < body.length; at += 1) {
    const byte = body[at];
    if (byte === QUOTE) at = endOfString(body, at);
    else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
      depth += 1;
      values += 1;
    } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) depth -= 1;
    else if (byte === COMMA) values += 1;
    if (depth > limits.depth || values > limits.values) return false;
  }
  return true;
}

function endOfString(body: Buffer, start: number): number {
  let end = body.indexOf(QUOTE, start + 1);
  while (end !== -1 && isEscaped(body, end)) end = body.indexOf(QUOTE, end + 1);
  return end === -1 ? body.length : end;
}

function isEscaped(body: Buffer, quote: number): boolean {
  let first = quote;
  while (body[first - 1] === BACKSLASH) first -= 1;
  return (quote - first) % 2 === 1;
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    // Not JSON; the caller says so.
    return undefined;
  }
}

const notJson: Refusal = {
  status: 400,
  code: 'invalid_json',
  message: 'The body is not JSON',
};

const notObject: Refusal = {
  status: 400,
  code: 'invalid_json',
  message: 'The body is not a JSON object',
};

const notName: Refusal = {
  status: 400,
  code: 'invalid_model',
  message: 'The model is not a string',
  param: 'model',
};

const tooIntricate: Refusal = {
  status: 400,
  code: 'too_intricate',
  message: 'The body is nested too deeply or has too many values',
};
