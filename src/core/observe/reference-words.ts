import { describeCause } from '../../errors/describe-cause.ts';

const kinds: Readonly<Record<string, string>> = {
  secret: 'Secret',
  configmap: 'ConfigMap',
  persistentvolumeclaim: 'PersistentVolumeClaim',
};

/** The object that a pod refers to and that is not there, in the words of the kubelet or scheduler. */
export function readReference(
  words: string,
): { readonly message: string; readonly object: string } | undefined {
  const [, kind = '', name = ''] =
    /\b(secret|configmap|persistentvolumeclaim) "([^"]+)" not found/i.exec(words) ?? [];
  if (name !== '') {
    const object = `${kinds[kind.toLowerCase()]} ${name}`;
    return { object, message: `${object} does not exist` };
  }
  const [, key, owner = '', ownerName = ''] =
    /couldn't find key (\S+) in (Secret|ConfigMap) (\S+)/i.exec(words) ?? [];
  if (key === undefined) return undefined;
  const object = `${kinds[owner.toLowerCase()]} ${ownerName.replace(/^.*\//, '')}`;
  return { object, message: `${object} has no key ${describeCause(key)}` };
}
