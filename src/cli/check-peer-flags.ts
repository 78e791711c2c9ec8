import { LlmkubeError } from '../errors/llmkube-error.ts';
import { peerFlags, peerLetters } from './peer-flags.ts';

/**
 * Answers users of the Go operator's command line in its own words: what a flag of theirs is
 * called here, or that it is not supported yet. Throws `USAGE`.
 */
export function checkPeerFlags(words: readonly string[]): void {
  const end = words.indexOf('--');
  const ours = end < 0 ? words : words.slice(0, end);
  for (const [index, word] of ours.entries()) {
    const flag = flagIn(word);
    if (flag === undefined) continue;
    const value = flag.value ?? ours[index + 1] ?? '';
    // Here it is a flag of ours, and only a number tells that the other one was meant.
    if (flag.name === 'context' && !/^\d+$/.test(value)) continue;
    refuse(flag.name);
  }
}

function flagIn(word: string): { name: string; value: string | undefined } | undefined {
  const [, long, letter, value] = /^(?:--([a-z0-9-]+)|-([a-z]))(?:=(.*))?$/s.exec(word) ?? [];
  const name = long ?? (letter === undefined ? undefined : peerLetters[letter]);
  return name === undefined ? undefined : { name, value };
}

function refuse(name: string): void {
  const known = Object.hasOwn(peerFlags, name) ? peerFlags[name] : undefined;
  if (known === undefined || known.kind === 'same') return;
  const fact = known.kind === 'not yet' ? 'it is not supported yet' : `use ${known.how}`;
  throw new LlmkubeError('USAGE', `Cannot read the command line: \`--${name}\`: ${fact}`, {
    facts: { flag: name },
  });
}
