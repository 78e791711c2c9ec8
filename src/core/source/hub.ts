/** The hub that model ids are of, unless `HF_ENDPOINT` names another one. */
export const publicHub = 'https://huggingface.co';

/** The branch that a repository is read from when nobody names a revision. */
export const defaultRevision = 'main';

/** Where a hub gives a file of a revision from. */
export function hubFileUrl(endpoint: string, repo: string, at: { revision: string; file: string }) {
  const path = at.file.split('/').map(encodeURIComponent).join('/');
  return `${endpoint}/${repo}/resolve/${encodeURIComponent(at.revision)}/${path}`;
}
