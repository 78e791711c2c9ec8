import * as z from 'zod';

const templatesSchema = z.looseObject({
  chat_template: z.union([
    z.string(),
    z.array(z.looseObject({ name: z.string(), template: z.string() })),
  ]),
});

/** The chat template in the JSON of a `tokenizer_config.json`; the default one of several. */
export function templateIn(json: unknown): string | undefined {
  const said = templatesSchema.safeParse(json).data?.chat_template;
  if (said === undefined || typeof said === 'string') return said;
  return (said.find(({ name }) => name === 'default') ?? said[0])?.template;
}
