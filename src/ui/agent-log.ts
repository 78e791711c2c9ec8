import { printable } from './printable.ts';

type Facts = Readonly<Record<string, string | number>>;

export interface AgentLogOptions {
  readonly isTerminal: boolean;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly write: (text: string) => void;
}

/** The log of the agent: a line of text on a terminal, else one JSON object a line. */
export function agentLog({ isTerminal, now, write }: AgentLogOptions) {
  return (message: string, facts: Facts = {}): void => {
    const time = new Date(now()).toISOString();
    write(
      isTerminal
        ? textLine(time, message, facts)
        : `${JSON.stringify({ time, message, ...facts })}\n`,
    );
  };
}

function textLine(time: string, message: string, { release, ...facts }: Facts): string {
  const details = Object.entries(facts).map(([name, value]) => `${name}=${value}`);
  const words = [time.slice(11, 19), ...(release === undefined ? [] : [`${release}:`]), message];
  return `${printable([...words, ...details].join(' '))}\n`;
}
