import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { messageReader, type RpcMessage } from './message-reader.ts';
import { allocationOf, readRpcTensor, rpcTensorBytes } from './rpc-tensor.ts';

/** GPUs that are not there. */
export interface EmulatedGpus {
  /** For `--rpc`. */
  readonly address: string;
  /** The most bytes that were taken of each device at a time. */
  readonly peaks: readonly number[];
  /** Whether more was asked of a device than it has. */
  readonly refused: readonly boolean[];
  readonly close: () => Promise<void>;
}

/**
 * Serves devices of so many bytes by the protocol of ggml-RPC 8 (ggml 0.27), on loopback. They give
 * memory out and take it back as CUDA does, refuse what they do not have, and own none: what is
 * written is dropped, what is read is zeros, and nothing is computed.
 */
export async function emulateGpus(sizes: readonly number[]): Promise<EmulatedGpus> {
  const memory = new DeviceMemory(sizes);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on(
      'data',
      messageReader((message) => answer(memory, message, socket)),
    );
    socket.on('close', () => sockets.delete(socket));
    // An engine that is killed resets its connections.
    socket.on('error', () => socket.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No TCP port was bound');
  const close = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  };
  const { peaks, refused } = memory;
  return { address: `127.0.0.1:${address.port}`, peaks, refused, close };
}

/** Buffers that are given out, by where they would begin. */
class DeviceMemory {
  readonly peaks: number[];
  readonly refused: boolean[];
  readonly sizes: readonly number[];
  readonly #used: number[];
  readonly #buffers = new Map<bigint, { readonly device: number; readonly bytes: number }>();
  #next = 1n << 32n;

  constructor(sizes: readonly number[]) {
    this.sizes = sizes;
    this.peaks = sizes.map(() => 0);
    this.refused = sizes.map(() => false);
    this.#used = sizes.map(() => 0);
  }

  freeOf(device: number): number {
    return (this.sizes[device] ?? 0) - (this.#used[device] ?? 0);
  }

  /** Where the buffer begins; 0 for none. */
  take(device: number, bytes: number): bigint {
    if (bytes > this.freeOf(device)) {
      this.refused[device] = true;
      return 0n;
    }
    const used = (this.#used[device] ?? 0) + bytes;
    this.#used[device] = used;
    this.peaks[device] = Math.max(this.peaks[device] ?? 0, used);
    const begin = this.#next;
    this.#next += (BigInt(bytes) / page + 2n) * page;
    this.#buffers.set(begin, { device, bytes });
    return begin;
  }

  giveBack(begin: bigint): void {
    const { device, bytes } = this.#buffers.get(begin) ?? { device: 0, bytes: 0 };
    this.#used[device] = (this.#used[device] ?? 0) - bytes;
    this.#buffers.delete(begin);
  }
}

const page = 65_536n;
const alignment = 128n;
const unlimited = 2n ** 64n - 1n;
/** Protocol 8.0.0, and 24 bytes for transports that are not offered. */
const hello = Buffer.concat([Buffer.from([8, 0, 0, 0]), Buffer.alloc(24)]);
const done = Buffer.from([1]);

type Answer = (memory: DeviceMemory, body: Buffer) => Buffer;

/** Commands that are answered, by their numbers (`rpc_cmd` of ggml 0.27). */
const answers: Readonly<Record<number, Answer>> = {
  // ALLOC_BUFFER
  0: (memory, body) => {
    const bytes = Number(body.readBigUInt64LE(4));
    const begin = memory.take(body.readUInt32LE(0), bytes);
    return words(begin, begin === 0n ? 0n : BigInt(bytes));
  },
  // GET_ALIGNMENT, GET_MAX_SIZE, and BUFFER_GET_BASE
  1: () => words(alignment),
  2: () => words(unlimited),
  3: (_, body) => Buffer.from(body.subarray(0, 8)),
  // SET_TENSOR_HASH, as if the weights had come before; GET_TENSOR, whose size comes last
  7: () => done,
  8: (_, body) => Buffer.alloc(Number(body.readBigUInt64LE(body.length - 8))),
  // COPY_TENSOR
  9: () => done,
  // GET_DEVICE_MEMORY
  11: (memory, body) => {
    const device = body.readUInt32LE(0);
    return words(BigInt(memory.freeOf(device)), BigInt(memory.sizes[device] ?? 0));
  },
  // GET_ALLOC_SIZE: the device, the tensor, and what it is computed from
  13: (_, body) => {
    const first = 4 + rpcTensorBytes;
    const sources = [0, 1, 2].map((index) => readRpcTensor(body, first + index * rpcTensorBytes));
    return words(BigInt(allocationOf(readRpcTensor(body, 4), sources)));
  },
  14: () => hello,
  // DEVICE_COUNT
  15: ({ sizes }) => {
    const count = Buffer.alloc(4);
    count.writeUInt32LE(sizes.length);
    return count;
  },
};

const freeBuffer = 4;

function answer(memory: DeviceMemory, { command, body }: RpcMessage, socket: Socket): void {
  if (command === freeBuffer) memory.giveBack(body.readBigUInt64LE(0));
  const said = answers[command]?.(memory, body);
  if (said !== undefined) socket.write(Buffer.concat([words(BigInt(said.length)), said]));
}

function words(...values: readonly bigint[]): Buffer {
  const bytes = Buffer.alloc(8 * values.length);
  for (const [index, value] of values.entries()) bytes.writeBigUInt64LE(value, 8 * index);
  return bytes;
}
