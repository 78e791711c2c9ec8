/**
 * Cuts a byte stream into text lines. Bytes are joined before they are decoded, so a character
 * split between two chunks stays whole, and a line of megabytes costs no more than its length.
 * What follows the last line break is a line that was cut off, and throws.
 */
export async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let parts: Uint8Array[] = [];
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(lineBreak); end >= 0; end = chunk.indexOf(lineBreak, start)) {
      parts.push(chunk.subarray(start, end));
      const line = Buffer.concat(parts).toString('utf8');
      parts = [];
      start = end + 1;
      if (line !== '') yield line;
    }
    if (start < chunk.length) parts.push(chunk.subarray(start));
  }
  if (parts.length > 0) throw new SyntaxError('The stream ends within a line');
}

const lineBreak = 0x0a;
