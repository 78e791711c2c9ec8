/** Ends what has been silent for so long: its connection is dead, whatever TCP believes. */
export function startWatchdog(milliseconds: number) {
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(new Error('The stream fell silent')), milliseconds);
  return {
    signal: silence.signal,
    stop: () => clearTimeout(timer),
    async *listen(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
      for await (const chunk of chunks) {
        timer.refresh();
        yield chunk;
      }
    },
  };
}
