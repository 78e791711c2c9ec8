import type { Denial } from './status.ts';

/**
 * What somebody who may checks and grants a missing permission with: one line to ask whether it
 * is there, and one that gives just this verb on just this resource to just this user.
 */
export function grantCommands(denial: Denial): readonly string[] {
  const { user, verb, resource, group, namespace } = denial;
  const [plain = resource, subresource] = resource.split('/');
  const named = group === '' ? plain : `${plain}.${group}`;
  const part = subresource === undefined ? '' : ` --subresource=${subresource}`;
  const scope = namespace === '' ? '--all-namespaces' : `--namespace ${namespace}`;
  const check = `kubectl auth can-i ${verb} ${named}${part} ${scope}`;
  // Whoever came without a credential needs one; a permission for nobody is one for everybody.
  if (user === 'system:anonymous') return [check];
  const target = subresource === undefined ? named : `${named}/${subresource}`;
  return [check, grant(denial, target)];
}

function grant({ user, verb, namespace }: Denial, resource: string): string {
  const [role, where] =
    namespace === '' ? ['clusterrole', ''] : ['role', ` --namespace=${namespace}`];
  // A name of its own for each user and permission, so that every such line can be typed once.
  const name = quoted(`llmkube:${verb}:${resource}:${user}`.replaceAll(/[/%\s]+/g, '-'));
  const rule = `kubectl create ${role} ${name} --verb=${verb} --resource=${resource}${where}`;
  const subject = `--${role}=${name} ${subjectFlag(user)}${where}`;
  return `${rule} && kubectl create ${role}binding ${name} ${subject}`;
}

function subjectFlag(user: string): string {
  const [, account] = /^system:serviceaccount:([^:]+:[^:]+)$/.exec(user) ?? [];
  return account === undefined ? `--user=${quoted(user)}` : `--serviceaccount=${account}`;
}

// A user is called whatever an identity provider says, and the line is meant for a shell.
function quoted(word: string): string {
  return /^[\w.:@+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
