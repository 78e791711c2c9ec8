import { expect, test } from 'vitest';
import { parsePs } from '../../../src/host/processes/parse-ps.ts';

// The columns as macOS 15 documents them in ps(1): numbers to the right, dates like those of ctime.
const text = `
  501   501   501 ??       S    Tue Nov 24 09:05:07 2026 /opt/llama-server --host /opt/Application Support/llmkube/run/demo.sock --port 0
  777   501   501 ??       Z    Tue Nov  3 10:00:00 2026 (llama-server)
  900   900   501 ttys001  S+   Tue Nov 24 10:00:00 2026 curl --unix-socket /run/demo.sock http://x
`;

test('processes are read with their numbers, their session and the second of their start', () => {
  expect(parsePs(text)).toMatchObject([
    { pid: 501, group: 501, user: 501, startTime: '1795511107', leadsSession: true },
    { pid: 777, group: 501, startTime: '1793700000', leadsSession: false, hasEnded: true },
    { pid: 900, group: 900, leadsSession: false, hasEnded: false },
  ]);
});

test('a value with spaces is found whole behind its option, and the beginning of one is none', () => {
  const [engine] = parsePs(text);
  const socket = '/opt/Application Support/llmkube/run/demo.sock';
  expect(engine?.hasOption('--host', socket)).toBe(true);
  expect(engine?.hasOption('--host', `${socket}2`)).toBe(false);
  expect(engine?.hasOption('--host', socket.slice(0, -1))).toBe(false);
  expect(engine?.hasOption('--port', socket)).toBe(false);
});

test('what is no row is left out', () => {
  expect(parsePs('')).toEqual([]);
  expect(parsePs('ps: illegal option\n')).toEqual([]);
});
