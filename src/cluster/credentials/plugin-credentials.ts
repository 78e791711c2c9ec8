import type { Access } from '../kubeconfig/access.ts';
import type { PluginEntry } from '../kubeconfig/kubeconfig.ts';
import type { Credential, CredentialOptions, Credentials } from './credentials.ts';
import { readExecCredential } from './exec-credential.ts';
import { runPlugin } from './run-plugin.ts';

export interface PluginOptions extends CredentialOptions {
  readonly access: Access;
  readonly plugin: PluginEntry;
}

/** Runs the plugin once, again when its credential has expired, and once more after a 401. */
export function createPluginCredentials(options: PluginOptions): Credentials {
  let known: Issued | undefined;
  let running: Promise<Issued> | undefined;

  // Several requests need the credential at the same moment; the plugin runs for all of them.
  const issue = async (): Promise<Credential> => {
    running ??= issueCredential(options).finally(() => {
      running = undefined;
    });
    known = await running;
    return known.credential;
  };

  return {
    current: async () => {
      const isFresh = known !== undefined && options.timing.now() < known.expiresAt;
      return isFresh && known !== undefined ? known.credential : await issue();
    },
    renew: async (rejected) => {
      if (known?.credential === rejected) await issue();
      return true;
    },
  };
}

interface Issued {
  readonly credential: Credential;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

async function issueCredential(options: PluginOptions): Promise<Issued> {
  const output = await runPlugin(options);
  const issued = readExecCredential(output, options.plugin);
  return {
    credential: {
      authorization: issued.token === '' ? undefined : `Bearer ${issued.token}`,
      certificate: issued.certificate,
    },
    expiresAt: issued.expiresAt ?? Number.POSITIVE_INFINITY,
  };
}
