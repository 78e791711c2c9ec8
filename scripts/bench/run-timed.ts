import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { execa } from 'execa';

export interface CommandTimes {
  /** From just before the start to the end of the process. */
  readonly seconds: number;
  /** Each line of standard output with when it arrived, on the same clock. */
  readonly lines: readonly { readonly text: string; readonly atSeconds: number }[];
}

/** Runs a program to its end as a process of its own. Throws with its words when it fails. */
export async function runTimed(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<CommandTimes> {
  const lines: { text: string; atSeconds: number }[] = [];
  const begun = performance.now();
  const secondsSince = () => (performance.now() - begun) / 1000;
  const child = execa(program, args, { env, stdin: 'ignore' });
  const reader = createInterface({ input: child.stdout });
  reader.on('line', (text) => lines.push({ text, atSeconds: secondsSince() }));
  const read = once(reader, 'close');
  await child;
  const seconds = secondsSince();
  await read;
  return { seconds, lines };
}
