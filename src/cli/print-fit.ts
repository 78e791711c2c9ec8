import { type FitAnyRequest, fitAnyModel } from '../actions/fit-any-model.ts';
import { defined } from '../core/defined.ts';
import { devicesOf } from '../core/fit/devices-of.ts';
import { errorCodes } from '../errors/codes.ts';
import { readMemory } from '../host/memory.ts';
import { fitText } from '../ui/fit-text.ts';
import type { HostAsked } from './host-asked.ts';
import { type DocumentForm, printDocument } from './print-document.ts';
import { withModelPorts } from './with-model-ports.ts';

export interface FitAsked {
  readonly name: string;
  readonly source: string;
  /** Memory of each GPU, in bytes. */
  readonly sizes: readonly number[];
  readonly host: HostAsked;
  readonly contextLength: number | 'max';
  readonly concurrency: number | undefined;
  readonly runtime: FitAnyRequest['runtime'];
}

/** Reads a model and prints whether it fits; the status tells programs. */
export async function printFit(
  { sizes, host, ...asked }: FitAsked,
  form: DocumentForm | undefined,
): Promise<void> {
  const hostBytes = host.kind === 'this machine' ? (await readMemory()).availableBytes : host.bytes;
  const hardware = { devices: devicesOf(sizes), ...defined({ hostBytes }) };
  const result = await withModelPorts((ports) => fitAnyModel({ ...asked, hardware }, ports));
  await printDocument(result, form, fitText);
  if (result.code !== undefined) process.exitCode = errorCodes[result.code].exit;
}
