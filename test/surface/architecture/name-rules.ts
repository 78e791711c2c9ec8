import type { Problem, Rule } from './rule.ts';

const EMPTY_NAME = /(^|[-.])(utils?|helpers?|common|misc|stuff)([-.]|$)/;
const KEBAB_FILE = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*\.tsx?$/;

/** A name says what is inside: no drawers for the rest, no barrels, one spelling. */
export const fileNameRule: Rule = {
  name: 'names of files',
  check: ({ files }) => files.flatMap(({ path }) => problems(path)),
};

function problems(path: string): Problem[] {
  const parts = path.split('/');
  const file = parts.at(-1) ?? '';
  const found: Problem[] = [];
  if (parts.some((part) => EMPTY_NAME.test(part))) {
    found.push(`${path} is named after nothing: say what it does`);
  }
  if (/^(src|test|scripts)\//.test(path) && /\.tsx?$/.test(file) && !KEBAB_FILE.test(file)) {
    found.push(`${path} is not spelled in kebab-case`);
  }
  if (/^src\/(?!commands\/)/.test(path) && /^index\.tsx?$/.test(file)) {
    found.push(`${path} hides what it holds: import the file that does the work`);
  }
  return found;
}
