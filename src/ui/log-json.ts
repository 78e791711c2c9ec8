import { StringDecoder } from 'node:string_decoder';
import type { LogLine } from '../core/log/log-line.ts';
import type { LogWriter, ShownLog } from './log-text.ts';

/** Longer lines come in parts, so that no line fills the memory, here or in what reads it. */
const longestLine = 64 * 1024;

interface OpenLine {
  readonly container: string;
  readonly time: string | undefined;
  readonly decoder: StringDecoder;
  text: string;
}

/** Each line of a log as one line of JSON. */
export function logJson(): LogWriter {
  const open = new Map<string, OpenLine>();
  const take = ({ pod, container, pieces }: ShownLog): string => {
    let out = '';
    for (const { time, bytes, startsLine, endsLine } of pieces) {
      if (startsLine) out += finish(open, pod);
      const line = open.get(pod) ?? { container, time, decoder: new StringDecoder(), text: '' };
      open.set(pod, line);
      line.text += line.decoder.write(Buffer.from(bytes));
      if (endsLine) out += finish(open, pod);
      else if (line.text.length >= longestLine) {
        out += jsonLine(pod, line, true);
        line.text = '';
      }
    }
    return out;
  };
  return {
    add: (log) => Buffer.from(take(log)),
    end: () => Buffer.from([...open.keys()].map((pod) => finish(open, pod)).join('')),
  };
}

function finish(open: Map<string, OpenLine>, pod: string): string {
  const line = open.get(pod);
  if (line === undefined) return '';
  open.delete(pod);
  line.text += line.decoder.end();
  return jsonLine(pod, line, false);
}

// JSON escapes the old control characters itself; those from 0x7f on steer a terminal as well.
function jsonLine(pod: string, { container, time, text }: OpenLine, goesOn: boolean): string {
  const line: LogLine = {
    type: 'logLine',
    pod,
    container,
    ...(time === undefined ? {} : { time }),
    line: text,
    ...(goesOn ? { goesOn } : {}),
  };
  const escaped = (character: string) =>
    `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return `${JSON.stringify(line).replaceAll(/[\u007f-\u009f]/g, escaped)}\n`;
}
