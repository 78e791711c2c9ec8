/** The fields of /etc/os-release that name a system. */
export interface OsRelease {
  /** One lower-case word. */
  readonly id: string;
  /** Systems that it is made like, nearest first. */
  readonly like: readonly string[];
  /** Missing where a system has no versions. */
  readonly version?: string;
}

/** Reads os-release(5): one assignment a line, quoted as a shell does. */
export function parseOsRelease(text: string): OsRelease {
  const fields = new Map<string, string>();
  for (const [, name = '', value = ''] of text.matchAll(/^([A-Z_0-9]+)=(.*)$/gm)) {
    fields.set(name, value.trim().replace(/^(["'])(.*)\1$/, '$2'));
  }
  const version = fields.get('VERSION_ID');
  return {
    id: fields.get('ID') ?? 'linux',
    like: (fields.get('ID_LIKE') ?? '').split(/\s+/).filter((word) => word !== ''),
    ...(version ? { version } : {}),
  };
}
