import { getSystemErrorMap } from 'node:util';
import { type DownloadFailureKind, failureOfNodeCode } from '../../core/download/failures.ts';
import { describeCause } from '../../errors/describe-cause.ts';

/** The cache did not take something. It is thrown, because every step on files can meet it. */
export class CacheTrouble extends Error {
  override readonly name = 'CacheTrouble';
  readonly kind: DownloadFailureKind;
  readonly detail: string;

  constructor(thrown: NodeJS.ErrnoException) {
    super('The cache cannot be used', { cause: thrown });
    const isFull = failureOfNodeCode(thrown.code ?? '') === 'CacheFull';
    this.kind = isFull ? 'CacheFull' : 'CacheReadOnly';
    // The words of the system without the path, which the words of the kind stand for.
    const known = getSystemErrorMap().get(thrown.errno ?? 0)?.[1];
    this.detail = isFull ? '' : (known ?? describeCause(thrown));
  }
}

/** A step on files of the cache; what the system says no to is a `CacheTrouble`. */
export async function inCache<T>(step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (thrown) {
    throw isErrno(thrown) ? new CacheTrouble(thrown) : thrown;
  }
}

/** A step that may find nothing there, which is then what it gives. */
export async function ifThere<T>(step: () => Promise<T>): Promise<T | undefined> {
  try {
    return await step();
  } catch (thrown) {
    if (isErrno(thrown) && (thrown.code === 'ENOENT' || thrown.code === 'ENOTDIR')) {
      return undefined;
    }
    throw thrown;
  }
}

function isErrno(thrown: unknown): thrown is NodeJS.ErrnoException {
  return thrown instanceof Error && 'errno' in thrown && 'code' in thrown;
}
