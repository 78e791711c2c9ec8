/** A message of ggml-RPC: a command, the length of what follows in 8 bytes, and that. */
export interface RpcMessage {
  readonly command: number;
  readonly body: Buffer;
}

const headBytes = 9;

/** Cuts a stream into messages, however its pieces come. */
export function messageReader(receive: (message: RpcMessage) => void): (piece: Buffer) => void {
  let pieces: Buffer[] = [];
  let held = 0;
  let wanted = headBytes;
  return (piece) => {
    pieces.push(piece);
    held += piece.length;
    // Weights come in thousands of pieces, which are joined once.
    while (held >= wanted) {
      const all = Buffer.concat(pieces);
      const end = headBytes + Number(all.readBigUInt64LE(1));
      if (held >= end) receive({ command: all.readUInt8(0), body: all.subarray(headBytes, end) });
      const rest = held >= end ? all.subarray(end) : all;
      wanted = held >= end ? headBytes : end;
      pieces = [rest];
      held = rest.length;
    }
  };
}
