import type { ModelSpec } from '../../../src/core/convert/v1alpha1/model-schema.ts';
import type { ServiceSpec } from '../../../src/core/convert/v1alpha1/service-schema.ts';

/** The operator's two documents, of which only the types are ours. */
export type OperatorModel = ModelSpec;
export type OperatorService = ServiceSpec;
