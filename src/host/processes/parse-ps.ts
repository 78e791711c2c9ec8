import type { ProcessLook } from './process-table.ts';

/** The columns that `parsePs` reads, without a heading; the last one may hold spaces. */
export const psColumns = 'pid=,pgid=,uid=,tty=,stat=,lstart=,args=';

const row =
  /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(\S+)\s+(\w{3} \w{3} [ \d]\d [\d:]{8} \d{4}) (.*)$/;

/** Reads what ps of macOS prints for `psColumns` in the C locale and in UTC. */
export function parsePs(text: string): readonly ProcessLook[] {
  return text.split('\n').flatMap((line) => {
    const [, pid = '', group, user, terminal = '', state = '', started, command = ''] =
      row.exec(line) ?? [];
    if (pid === '') return [];
    return {
      pid: Number(pid),
      startTime: String(Date.parse(`${started} UTC`) / 1000),
      group: Number(group),
      // The session is not shown: its leader leads a group and has no terminal.
      leadsSession: pid === group && /^\?+$/.test(terminal),
      hasEnded: state.startsWith('Z'),
      user: Number(user),
      hasOption: (option: string, value: string) => ` ${command} `.includes(` ${option} ${value} `),
    };
  });
}
