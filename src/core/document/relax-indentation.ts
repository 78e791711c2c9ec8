/** A text in which lines were moved to the right, so that the parser takes them. */
export interface RelaxedText {
  readonly text: string;
  /** By the number of a line, from 0, the spaces that were put before it. */
  readonly widened: ReadonlyMap<number, number>;
}

/** More than any line has to stand to the right of its key. */
const spaces = 200;

/**
 * Makes room for what stands at an offset inside of brackets or quotes. The programs of Kubernetes
 * do not care how far such lines are indented, nor about tabs between brackets; YAML 1.2 wants them
 * to the right of their key, and the parser insists. Undefined where that is not what is wrong.
 */
export function relaxIndentation(
  { text, widened }: RelaxedText,
  offset: number,
): RelaxedText | undefined {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const tabs = /\t+$/.exec(text.slice(lineStart, offset));
  if (tabs !== null && tabs.index > 0) {
    const from = lineStart + tabs.index;
    const blanks = ' '.repeat(offset - from);
    return { text: text.slice(0, from) + blanks + text.slice(offset), widened };
  }
  const line = text.slice(0, lineStart).split('\n').length - 1;
  if (widened.has(line)) return undefined;
  return {
    text: text.slice(0, lineStart) + ' '.repeat(spaces) + text.slice(lineStart),
    widened: new Map([...widened, [line, spaces]]),
  };
}
