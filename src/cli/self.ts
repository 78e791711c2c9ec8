import { hostname, userInfo } from 'node:os';
import packageJson from '../../package.json' with { type: 'json' };
import type { Self } from '../actions/ports.ts';

/** Who runs this process, as records show it. */
export function self(): Self {
  return {
    user: `${userName()}@${hostname()}`,
    version: packageJson.version,
    process: process.pid,
    isAlive,
  };
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A uid without an entry in the user database has no name, which is usual in containers.
    return `uid-${process.getuid?.() ?? 'unknown'}`;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Not permitted to signal it means that it runs, as somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
