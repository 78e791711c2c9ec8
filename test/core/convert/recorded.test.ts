import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Served } from '../../support/operator/comparable.ts';
import { compare } from '../../support/operator/compare.ts';
import { convertPair } from '../../support/operator/convert-pair.ts';
import { declarationsOf } from '../../support/operator/deliberate-differences.ts';
import { type OperatorPair, renderOperator } from '../../support/operator/render-operator.ts';

interface Document<Spec> {
  readonly metadata: { readonly name: string };
  readonly spec: Spec;
}

/** What the operator (v0.9.19) made of three services in a cluster. */
interface Recorded extends Served {
  readonly InferenceService: Document<OperatorPair['service']>;
  readonly Model: Document<OperatorPair['model']>;
}

const file = path.resolve(import.meta.dirname, '../../support/operator/recorded.json');
const recorded = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, Recorded>>;

// What the API server wrote where the operator said nothing.
const ofServer =
  /^(strategy|revisionHistoryLimit|pod\.(dnsPolicy|restartPolicy|schedulerName|terminationGracePeriodSeconds)|engine\.(imagePullPolicy|terminationMessagePath)|probe\.\w+\.(httpGet\.scheme|successThreshold)|service\.nodePort)$/;

test.each(Object.entries(recorded))('%s is what the operator is said to render', (_, one) => {
  const { InferenceService, Model } = one;
  const said = renderOperator({
    name: InferenceService.metadata.name,
    modelName: Model.metadata.name,
    model: Model.spec,
    service: InferenceService.spec,
  });
  const differences = compare(said, one);
  expect(differences.filter(({ fact }) => !ofServer.test(fact))).toEqual([]);
  expect(one).toMatchObject(said);
});

test.each(['plain', 'own-cache', 'scaled'])('%s is rendered as the operator made it', (name) => {
  const { InferenceService, Model, ...made } = recorded[name] as Recorded;
  const converted = convertPair([Model, InferenceService]);
  const ours = converted.kind === 'rendered' ? converted.objects : undefined;
  const differences = compare(made, ours as Served);
  const unmeant = differences.filter(
    (one) => declarationsOf(one).length === 0 && !ofServer.test(one.fact),
  );
  expect(unmeant).toEqual([]);
});
