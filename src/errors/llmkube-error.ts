import { type ErrorCode, errorCodes } from './codes.ts';

/** What an error is about, for the machine form: object, namespace, field, verb and the like. */
export type ErrorFacts = Readonly<Record<string, string | number | boolean | readonly string[]>>;

export interface ErrorDetails {
  /** Commands to type next, most likely first, at most three. */
  readonly suggestions?: readonly string[];
  readonly facts?: ErrorFacts;
  readonly cause?: unknown;
}

/**
 * Something a user, a cluster or a network did. Everything else that is thrown is a bug.
 * The message reads `Cannot <what>: <fact>`; it and the facts never hold a secret.
 */
export class LlmkubeError extends Error {
  override readonly name = 'LlmkubeError';
  readonly code: ErrorCode;
  readonly exitCode: number;
  readonly suggestions: readonly string[];
  readonly facts: ErrorFacts;
  /** oclif reads the status here for people and from `exitCode` for `--json`; both are one number. */
  readonly oclif: { readonly exit: number };

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? {} : { cause: details.cause });
    this.code = code;
    this.exitCode = errorCodes[code].exit;
    this.oclif = { exit: this.exitCode };
    this.suggestions = details.suggestions ?? [];
    this.facts = details.facts ?? {};
  }

  /** The one machine form of an error, the same for every command. */
  toJSON(): object {
    return {
      type: 'error',
      error: {
        code: this.code,
        message: this.message,
        exitCode: this.exitCode,
        facts: this.facts,
        suggestions: this.suggestions,
      },
    };
  }
}
