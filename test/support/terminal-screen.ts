import { stripVTControlCharacters } from 'node:util';

const escapeCharacter = '\u001b';

/** Whether the last word about the cursor shows it, whatever hid it before. */
export function showsCursor(screen: string): boolean {
  return (
    screen.lastIndexOf(`${escapeCharacter}[?25h`) >= screen.lastIndexOf(`${escapeCharacter}[?25l`)
  );
}

// The list of stages goes back up or wipes a line before it draws anything anew.
const redrawing = /^\[\d*[AGJK]/;

/** The lines that were written for good: all after the last one that was drawn over. */
export function standingLines(screen: string): readonly string[] {
  const pieces = screen.split(escapeCharacter);
  const last = pieces.findLastIndex((piece) => redrawing.test(piece));
  const rest = pieces.slice(Math.max(last, 0)).join(escapeCharacter).replace(redrawing, '');
  return stripVTControlCharacters(rest).split('\r\n');
}
