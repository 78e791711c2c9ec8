import type { Impersonation } from '../kubeconfig/kubeconfig.ts';

/** The headers by which a user acts as somebody else, in client-go's spelling. */
export function impersonationHeaders({
  user,
  uid,
  groups,
  extra,
}: Impersonation): Record<string, string | string[]> {
  if (user === '') return {};
  const extras = [...extra].map(([key, values]) => [
    `Impersonate-Extra-${escapeHeaderKey(key)}`,
    [...values],
  ]);
  return {
    'Impersonate-User': user,
    ...(uid === '' ? {} : { 'Impersonate-Uid': uid }),
    ...(groups.length === 0 ? {} : { 'Impersonate-Group': [...groups] }),
    ...Object.fromEntries(extras),
  };
}

// Everything a header name cannot hold is percent-encoded, and so is the percent sign itself.
function escapeHeaderKey(key: string): string {
  return [...Buffer.from(key)]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      if (/[a-z0-9!#$&'*+.^_`|~-]/i.test(character)) return character;
      return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
}
