import type { PartialIntent } from '../core/intent/merge-intent.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';

/** The flags that set variables of the engine. */
export interface EnvironmentFlags {
  readonly env?: readonly string[] | undefined;
  readonly 'env-from-secret'?: readonly string[] | undefined;
}

type Named = readonly [string, unknown];

/** A value that replaces one of another kind has to take its parts away. */
const noReference = { secret: null, configMap: null, field: null };

/**
 * Reads NAME=VALUE, NAME- (which takes a variable away), NAME=SECRET:KEY and SECRET. Throws `USAGE`
 * without repeating a value, which may be a secret.
 */
export function parseEnvironment(flags: EnvironmentFlags): PartialIntent {
  const texts = (flags.env ?? []).map(readVariable);
  const fromSecrets = flags['env-from-secret'] ?? [];
  const references = fromSecrets.filter((text) => text.includes('=')).map(readReference);
  const whole = fromSecrets.filter((text) => !text.includes('='));
  checkNames(texts, references);
  return {
    env: Object.fromEntries([...texts, ...references]),
    envFrom: whole.length === 0 ? undefined : sourcesOf(whole),
  };
}

// A field named `__proto__` would be none, and of two values nobody would hear which one counts.
function checkNames(texts: readonly Named[], references: readonly Named[]): void {
  const set = new Set(texts.map(([name]) => name));
  for (const [name] of [...texts, ...references]) {
    if (name === '__proto__') throw unusable('env', `\`${name}\` is not a name of a variable`);
  }
  for (const [name] of references) {
    if (!set.has(name)) continue;
    throw unusable('env-from-secret', `--env says another value of \`${name}\``);
  }
}

function readVariable(text: string): readonly [string, string | null] {
  const [, name, value, minus] = /^([^=]*?)(?:=([\s\S]*)|(-))$/.exec(text) ?? [];
  if (name === undefined || name === '') throw unreadable('env', '--env NAME=VALUE');
  return [name, minus === undefined ? (value ?? '') : null];
}

function readReference(text: string): readonly [string, PartialIntent] {
  const [, variable, name, key] = /^([^=]+)=([^:]+):(.+)$/.exec(text) ?? [];
  if (variable === undefined) {
    throw unreadable('env-from-secret', '--env-from-secret NAME=SECRET:KEY');
  }
  return [variable, { ...noReference, secret: { name, key } }];
}

// One empty text takes all of them away.
function sourcesOf(names: readonly string[]): readonly object[] | null {
  const given = names.filter((name) => name !== '');
  return given.length === 0 ? null : given.map((secret) => ({ secret }));
}

function unreadable(flag: string, example: string): LlmkubeError {
  return unusable(flag, 'its value has not the form of an example', [example]);
}

function unusable(flag: string, why: string, suggestions = ['llmkube explain runtime.env']) {
  return new LlmkubeError('USAGE', `Cannot use --${flag}: ${why}`, {
    facts: { flag },
    suggestions,
  });
}
