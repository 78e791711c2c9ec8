import { outputDefinitions, outputSchema, resultNames } from './output-schema.ts';
import type { Schema } from './type-schemas.ts';

/**
 * The published JSON Schemas by file name: one for each document, and `output.json` for any line.
 * They come from the types that the program is compiled with, so the two cannot differ.
 */
export function schemaFiles(root: string): Readonly<Record<string, object>> {
  const definitions = outputDefinitions(root);
  const names = { 'event.json': 'LlmkubeEvent', 'error.json': 'ErrorDocument' };
  const results = resultNames.map((name) => [fileNameOf(name), name] as const);
  const files = [...Object.entries(names), ...results].map(
    ([file, name]) => [file, schemaOf(name, definitions)] as const,
  );
  return { ...Object.fromEntries(files), 'output.json': outputSchema(root) };
}

/** `DeployResult` is described by `deploy-result.json`. */
function fileNameOf(name: string): string {
  return `${name.replaceAll(/(?<=.)[A-Z]/g, '-$&').toLowerCase()}.json`;
}

type Definitions = Readonly<Record<string, Schema>>;

function schemaOf(name: string, definitions: Definitions): object {
  const { [name]: own, ...parts } = partsOf(name, definitions, {});
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: name,
    ...own,
    ...(Object.keys(parts).length === 0 ? {} : { $defs: parts }),
  };
}

// The definition of a name and of every name that it leads to.
function partsOf(name: string, definitions: Definitions, found: Definitions): Definitions {
  const schema = definitions[name];
  if (schema === undefined) throw new Error(`there is no definition of ${name}`);
  const names = JSON.stringify(schema).matchAll(/"#\/\$defs\/([^"]+)"/g);
  return [...names]
    .map(([, other = '']) => other)
    .reduce<Definitions>((all, other) => (other in all ? all : partsOf(other, definitions, all)), {
      ...found,
      [name]: schema,
    });
}
