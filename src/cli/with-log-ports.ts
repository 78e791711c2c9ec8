import { once } from 'node:events';
import type { LogPorts } from '../actions/log-ports.ts';
import type { Target } from '../core/target.ts';
import { errorCodes } from '../errors/codes.ts';
import { logJson } from '../ui/log-json.ts';
import { logText } from '../ui/log-text.ts';
import { printable } from '../ui/printable.ts';
import type { TargetFlags } from './flags/target.ts';
import { openTarget } from './open-ports.ts';
import { stopSignal } from './stop-signal.ts';

type LogFlags = TargetFlags & { readonly output: 'json' | undefined };

/**
 * Opens the world for a command whose output goes on and on. A signal and a reader that goes
 * away are how such a command ends, so neither is an error that needs words.
 */
export async function withLogPorts(
  flags: LogFlags,
  work: (ports: LogPorts) => Promise<void>,
): Promise<void> {
  const stop = stopSignal();
  const signal = AbortSignal.any([stop.signal, closedOutput()]);
  const writer = flags.output === 'json' ? logJson() : logText({ isTerminal: isTerminal() });
  let target: Target | undefined;
  try {
    target = await openTarget(flags, { signal });
    await work({
      target,
      signal,
      take: (batch) => write(writer.add(batch), signal),
      warn: (message) => warn(message, flags.output),
    });
  } catch (error) {
    // What breaks after the end was asked for broke because of it.
    if (!signal.aborted) throw error;
  } finally {
    stop.release();
    await target?.close();
    await write(writer.end(), signal);
  }
  if (stop.signal.aborted) process.exitCode = statusOf(stop.signal);
}

function isTerminal(): boolean {
  return process.stdout.isTTY === true;
}

// Such as `head`, or a terminal that was closed.
function closedOutput(): AbortSignal {
  const closed = new AbortController();
  process.stdout.once('error', () => closed.abort());
  return closed.signal;
}

function statusOf({ reason }: AbortSignal): number {
  return errorCodes[reason === 'SIGINT' ? 'INTERRUPTED' : 'TERMINATED'].exit;
}

async function write(bytes: Uint8Array, signal: AbortSignal): Promise<void> {
  if (bytes.length === 0 || signal.aborted || process.stdout.write(bytes)) return;
  try {
    await once(process.stdout, 'drain', { signal });
  } catch (error) {
    // A reader that went away makes no room any more, and that has ended the command.
    if (!signal.aborted && !process.stdout.destroyed) throw error;
  }
}

function warn(message: string, output: 'json' | undefined): void {
  if (output === 'json') process.stdout.write(`${JSON.stringify({ type: 'warning', message })}\n`);
  else process.stderr.write(`Warning: ${printable(message)}\n`);
}
