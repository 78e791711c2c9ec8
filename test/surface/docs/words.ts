import { proseOf } from './document.ts';

/** Words that would be a second name for a concept of the glossary. */
export const forbiddenWords: readonly { readonly never: RegExp; readonly say: string }[] = [
  { never: /\bPVCs?\b(?!:\/\/)/i, say: 'claim' },
  { never: /\buninstall/i, say: 'delete' },
  { never: /\bback-?ends?\b/i, say: 'runtime or engine' },
  { never: /\bcheckpoints?\b/i, say: 'weights' },
  { never: /\bworkloads?\b/i, say: 'release' },
  { never: /\binference services?\b/i, say: 'release' },
  { never: /\bdesired state\b/i, say: 'resolved' },
  { never: /\bmodel (url|uri|location)\b/i, say: 'source' },
  { never: /\broll(s|ed)? back to version\b/i, say: 'revision' },
];

/** What people read as language: no blocks of code, no code inside sentences, no link targets. */
export function plainProse(text: string): string {
  return proseOf(text)
    .replaceAll(/`[^`\n]*`/g, '')
    .replaceAll(/\]\([^)]*\)/g, ']');
}
