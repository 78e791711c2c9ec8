/** The version of every document that this program reads. */
export const specVersion = 'cli.llmkube.dev/v1beta1';
