import * as z from 'zod';

/** Paths of the agent's control socket. Another version may be at the other end of it. */
export const controlPaths = {
  agent: '/v1/agent',
  objects: '/v1/objects',
  facts: '/v1/facts',
  memory: '/v1/memory',
  sync: '/v1/sync',
  stop: '/v1/stop',
  handOver: '/v1/hand-over',
} as const;

/** What an agent says about itself. */
export const agentInfoSchema = z.looseObject({
  version: z.string(),
  pid: z.number().int(),
  /** ISO 8601. */
  startedAt: z.string(),
  /** Where its OpenAI API listens. */
  listener: z.looseObject({ host: z.string(), port: z.number().int() }),
  /** How many releases it looks after. */
  releases: z.number().int(),
});

export type AgentInfo = z.infer<typeof agentInfoSchema>;

export const freeMemorySchema = z.looseObject({ freeBytes: z.number() });

/** The namespace that objects of this machine carry. */
export const machineNamespace = 'local';

/** The first and only line that an agent in the background says to whoever has started it. */
export const agentGreetingSchema = z.discriminatedUnion('kind', [
  z.looseObject({ kind: z.literal('ready') }),
  /** Another one is the agent. */
  z.looseObject({ kind: z.literal('other') }),
  z.looseObject({
    kind: z.literal('failed'),
    error: z.object({
      code: z.string(),
      message: z.string(),
      suggestions: z.array(z.string()),
    }),
  }),
]);

export type AgentGreeting = z.infer<typeof agentGreetingSchema>;
