import type { Facts } from './facts.ts';
import { needed } from './references.ts';
import type { Row } from './row.ts';

/** What the operator made of the token in the block of an engine. */
const ofBlock = 'HF_TOKEN';

/** Where a variable of such a name goes for an engine that has a field for it. */
export function fieldOfVariable({ engine }: Facts, name: string): string | undefined {
  if (engine?.tokenVariables?.includes(name) === true) return 'model.tokenSecret';
  return engine !== undefined && engine.keyVariable === name ? 'network.apiKeySecret' : undefined;
}

/** Why a variable of the token was not looked at: an engine takes the first that it finds. */
export function tokenBefore(facts: Facts, name: string): string | undefined {
  const { tokenVariables = [] } = facts.engine ?? {};
  const set = [...inVariables(facts), ...(tokenOfBlock(facts) === undefined ? [] : [ofBlock])];
  const first = tokenVariables.find((variable) => set.includes(variable));
  return first === undefined || first === name || !tokenVariables.includes(name)
    ? undefined
    : `the engine looks for \`${first}\` before it`;
}

function inVariables({ service, engine }: Facts): readonly string[] {
  return (service.env ?? [])
    .filter(({ valueFrom }) => valueFrom?.secretKeyRef !== undefined)
    .map(({ name }) => name)
    .filter((name) => engine?.tokenVariables?.includes(name) === true);
}

type Reference =
  | { readonly name: string; readonly key: string; readonly optional?: boolean | undefined }
  | undefined;

/** `hfTokenSecretRef` of the block of an engine. */
export function tokenRow(read: (facts: Facts) => Reference): Row {
  return {
    drop: (facts) =>
      inVariables(facts).includes(ofBlock) ? '`env` came after it' : tokenBefore(facts, ofBlock),
    refusals: (facts) =>
      read(facts)?.optional === true ? [{ at: ['optional'], message: needed }] : [],
    to: 'model.tokenSecret',
    as: (facts) => {
      const { name, key } = read(facts) ?? {};
      return { name, key };
    },
  };
}

function tokenOfBlock({ service, engine }: Facts): Reference {
  return engine?.block === undefined ? undefined : service[engine.block]?.hfTokenSecretRef;
}

/** Whether the service names the token by which its engine fetches. */
export function isTokenOfEngine(facts: Facts): boolean {
  return tokenOfBlock(facts) !== undefined || inVariables(facts).length > 0;
}
