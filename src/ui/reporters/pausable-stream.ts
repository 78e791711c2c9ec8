export interface PausableStream {
  /** The stream for whoever draws; what is written during a pause comes after it. */
  readonly stream: NodeJS.WriteStream;
  /** Gives the terminal away on a screen of its own, until the returned function is called. */
  readonly pause: () => () => void;
}

// The other screen of a terminal and back: cursor and picture of the first one are as they were.
const lend = '\u001b[?1049h\u001b[?25h';
const takeBack = '\u001b[?1049l\u001b[?25l';

/** Makes a terminal one that can be lent while something is drawn on it again and again. */
export function pausableStream(stream: NodeJS.WriteStream): PausableStream {
  type Words = Parameters<NodeJS.WriteStream['write']>;
  // Kept as it is now: what draws may put its own in the stream's place.
  const write = stream.write.bind(stream) as (...words: Words) => boolean;
  const held: Words[] = [];
  let isPaused = false;
  const writeOrHold = (...words: Words): boolean => {
    if (!isPaused) return write(...words);
    held.push(words);
    return true;
  };
  return {
    stream: new Proxy(stream, {
      get: (target, name) => (name === 'write' ? writeOrHold : Reflect.get(target, name)),
    }),
    pause: () => {
      isPaused = true;
      write(lend);
      return () => {
        write(takeBack);
        isPaused = false;
        for (const words of held.splice(0)) write(...words);
      };
    },
  };
}
