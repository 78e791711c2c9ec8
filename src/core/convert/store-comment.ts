import type { Conversion } from './convert-service.ts';

/**
 * What is written above a document whose store is said nowhere: the operator read it from a Secret
 * that no converter sees, and without a word it is asked for at AWS.
 */
export function storeComment({ value }: Pick<Conversion, 'value'>): string {
  const { secret, endpoint } = Object(Object(Object(value.spec).model).s3);
  if (secret === undefined || endpoint !== undefined) return '';
  return `# The operator read the store from the Secret \`${secret}\`: write its AWS_ENDPOINT_URL as
# spec.model.s3.endpoint and its AWS_REGION as spec.model.s3.region. Without them it is that of
# AWS_ENDPOINT_URL of who applies this, else AWS itself.
`;
}
