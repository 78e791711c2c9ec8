import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Refusal } from './refusal.ts';

/** Checks the key of requests without keeping it in a form that could be printed. */
export class ApiKey {
  readonly #digest: Buffer;

  constructor(key: string) {
    this.#digest = digestOf(Buffer.from(key));
  }

  /** Takes the time of one digest, whatever the client has sent. */
  check(headers: IncomingHttpHeaders): Refusal | undefined {
    const given = givenKey(headers);
    if (given === undefined) return noKey;
    // Node reads headers as latin1, so the bytes that were sent are these.
    const isRight = timingSafeEqual(digestOf(Buffer.from(given, 'latin1')), this.#digest);
    return isRight ? undefined : wrongKey;
  }
}

// OpenAI's clients send the first form, those for `/v1/messages` the second.
function givenKey({ authorization, 'x-api-key': key }: IncomingHttpHeaders): string | undefined {
  const bearer = /^bearer +(.*)$/i.exec(authorization ?? '')?.[1];
  return bearer ?? (typeof key === 'string' ? key : undefined);
}

function digestOf(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}

const challenge = { 'www-authenticate': 'Bearer' };

const noKey: Refusal = {
  status: 401,
  code: 'api_key_missing',
  message: 'This endpoint wants an API key: send it as `Authorization: Bearer KEY`',
  headers: challenge,
};

const wrongKey: Refusal = {
  status: 401,
  code: 'invalid_api_key',
  message: 'The API key is not the one of this endpoint',
  headers: challenge,
};
