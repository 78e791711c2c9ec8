import { stringify } from 'yaml';
import { clusterPermissions } from './cluster-permissions.ts';
import { code, formatTable, pageStart } from './markdown.ts';
import { type Permission, permissions } from './permissions.ts';

/** What each command needs, and one Role that is enough for all of them. */
export function permissionsPage(): string {
  const tables = Object.entries(permissions).map(
    ([command, needed]) => `## llmkube ${command}\n\n${permissionTable(needed)}`,
  );
  return [
    pageStart('Permissions by command'),
    'Everything that a release needs is asked in one namespace; `apply` asks what `deploy` does. The\n' +
      'stock role `edit` holds all of it, of kinds that were added to a cluster only where whoever\n' +
      'added them says so: HTTPRoutes, PodMonitors, PrometheusRules and ScaledObjects.\n',
    ...tables,
    '## In the whole cluster\n',
    '`list -A` asks for the rows of `list` in every namespace at once, `--create-namespace` for those\n' +
      'of `deploy` in one that is not there yet. That and what follows needs a ClusterRole; it is\n' +
      'optional, and nothing is written but the namespace that is asked for.\n',
    clusterTable(),
    '## One Role for all of it\n',
    `\`\`\`yaml\n${stringify(roleOf('llmkube', Object.values(permissions).flat()))}\`\`\`\n`,
  ].join('\n');
}

/** A Role with exactly these permissions. */
export function roleOf(name: string, needed: readonly Permission[]): object {
  const resources = [...new Set(needed.map(resourceKey))].sort();
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: { name },
    rules: resources.map((key) => {
      const rows = needed.filter((permission) => resourceKey(permission) === key);
      const [group = '', resource = ''] = key.split(' ');
      const verbs = [...new Set(rows.flatMap((row) => row.verbs))].sort();
      return { apiGroups: [group], resources: [resource], verbs };
    }),
  };
}

function resourceKey({ group, resource }: Permission): string {
  return `${group} ${resource}`;
}

function permissionTable(needed: readonly Permission[]): string {
  return formatTable(columns, needed.map(cellsOf));
}

function clusterTable(): string {
  const rows = clusterPermissions.map((row) => [code(`llmkube ${row.command}`), ...cellsOf(row)]);
  return formatTable(['Command', ...columns], rows);
}

const columns = ['Resource', 'Verbs', 'Without it'];

function cellsOf({ group, resource, verbs, without }: Permission): string[] {
  return [
    code(group === '' ? resource : `${resource}.${group}`),
    verbs.map(code).join(', '),
    without ?? 'The command cannot do its work.',
  ];
}
