/** What a release is asked for: answers, vectors, or an order of documents. */
export const servingModes = ['chat', 'embedding', 'rerank'] as const;

export type ServingMode = (typeof servingModes)[number];
