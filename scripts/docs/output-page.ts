import type { LlmkubeEvent } from '../../src/core/events.ts';
import { code, formatTable, pageStart } from './markdown.ts';
import { eventMeanings, outputDefinitions, resultNames } from './output-schema.ts';
import type { Schema } from './type-schemas.ts';

type Definitions = Readonly<Record<string, Schema>>;

/** The events and results of `-o json`, field by field, from the types that the code uses. */
export function outputPage(root: string): string {
  const definitions = outputDefinitions(root);
  const { LlmkubeEvent: events, ErrorDocument: error, ...others } = definitions;
  const shared = Object.entries(others).filter(([name]) => !isResult(name));
  return [
    pageStart('Events and results'),
    'With `-o json` a long command prints one line of JSON for each event and ends with a `result`\n' +
      'or an `error`; `list` and `status` print one document, also as YAML. All of it is on standard\n' +
      'output. Fields are added and never change their meaning. The same as JSON Schemas (2020-12):\n' +
      '[schemas](schemas), one for each document, and [output.json](schemas/output.json) for any line.\n',
    '## Events\n',
    ...(events?.anyOf ?? []).map(eventSection),
    '## Results\n',
    ...resultNames.map((name) => section(name, definitions)),
    `### ErrorDocument\n\n${error?.description}\n\n${errorTable(error?.properties?.error ?? {})}`,
    '## Shared parts\n',
    ...shared.map(([name]) => section(name, definitions)),
  ].join('\n');
}

function isResult(name: string): boolean {
  return resultNames.some((result) => result === name);
}

function eventSection(event: Schema): string {
  const { type, ...fields } = event.properties ?? {};
  const name = String(type?.const) as LlmkubeEvent['type'];
  return `### ${name}\n\n${eventMeanings[name]}\n\n${fieldTable({ ...event, properties: fields })}`;
}

function section(name: string, definitions: Definitions): string {
  const schema = definitions[name] ?? {};
  const text = schema.description === undefined ? '' : `${schema.description}\n\n`;
  return `### ${name}\n\n${text}${body(schema)}`;
}

// The codes have a page of their own.
function errorTable(schema: Schema): string {
  const code = { type: 'string', description: 'One of [these codes](errors.md#error-codes).' };
  return `\`type\` is \`error\`, and \`error\` has these fields:\n\n${fieldTable({
    ...schema,
    properties: { ...schema.properties, code },
  })}`;
}

function body(schema: Schema): string {
  if (schema.properties !== undefined) return fieldTable(schema);
  if (schema.anyOf !== undefined) return schema.anyOf.map(body).join('\n');
  return `One of ${typeText(schema)}.\n`;
}

function fieldTable({ properties = {}, required = [] }: Schema): string {
  const rows = Object.entries(properties).map(([name, schema]) => [
    code(required.includes(name) ? name : `${name}?`),
    typeText(schema),
    schema.description ?? '',
  ]);
  return formatTable(['Field', 'Type', 'Meaning'], rows);
}

function typeText(schema: Schema): string {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.replace('#/$defs/', '');
    return `[${name}](#${name.toLowerCase()})`;
  }
  if (schema.const !== undefined) return code(JSON.stringify(schema.const));
  if (schema.enum !== undefined) {
    return schema.enum.map((word) => code(JSON.stringify(word))).join(', ');
  }
  if (schema.anyOf !== undefined) return schema.anyOf.map(typeText).join(' or ');
  if (schema.items !== undefined) return `list of ${typeText(schema.items)}`;
  if (schema.properties !== undefined) {
    const fields = Object.entries(schema.properties).map(
      ([name, field]) => `${code(name)}: ${typeText(field)}`,
    );
    return `object with ${fields.join(', ')}`;
  }
  return schema.type ?? 'anything';
}
