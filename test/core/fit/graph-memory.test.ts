import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  addLeaf,
  addNode,
  emptyGraph,
  type Graph,
  graphBytes,
} from '../../../src/core/fit/graph-memory.ts';

test('what nothing needs any more makes room for the next', () => {
  const graph = emptyGraph();
  const first = addNode(graph, 1024);
  const second = addNode(graph, 1024, { inputs: [first] });
  const third = addNode(graph, 1024, { inputs: [second] });
  addNode(graph, 1024, { inputs: [third] });
  expect(graphBytes(graph)).toBe(2048);
});

test('a result is written over an input of the same size only if nothing else needs it', () => {
  const alone = emptyGraph();
  const input = addNode(alone, 1024);
  addNode(alone, 1024, { inputs: [input], inPlace: true });
  expect(graphBytes(alone)).toBe(1024);
  const needed = emptyGraph();
  const shared = addNode(needed, 1024);
  const result = addNode(needed, 1024, { inputs: [shared], inPlace: true });
  addNode(needed, 0, { inputs: [shared, result] });
  expect(graphBytes(needed)).toBe(2048);
});

test('a tensor goes into the smallest hole that is large enough, and else to the end', () => {
  const graph = emptyGraph();
  const [large, wall, small, end] = [4096, 128, 1024, 128].map((bytes) => addNode(graph, bytes));
  addNode(graph, 0, { inputs: [large ?? 0] });
  addNode(graph, 0, { inputs: [small ?? 0] });
  addNode(graph, 1024);
  addNode(graph, 4096);
  addNode(graph, 0, { inputs: [wall ?? 0, end ?? 0] });
  expect(graphBytes(graph)).toBe(4096 + 128 + 1024 + 128);
});

test('leaves are there from the beginning, and kept ones to the end', () => {
  const graph = emptyGraph();
  const kept = addLeaf(graph, 1024, true);
  addNode(graph, 1024, { inputs: [kept], inPlace: true });
  expect(graphBytes(graph)).toBe(2048);
});

/** Each node takes some of those before it. */
const graphs: fc.Arbitrary<Graph> = fc
  .array(fc.record({ bytes: fc.nat({ max: 100 }), picks: fc.array(fc.nat(), { maxLength: 3 }) }), {
    minLength: 1,
    maxLength: 40,
  })
  .map((nodes) => {
    const graph = emptyGraph();
    for (const { bytes, picks } of nodes) {
      const count = graph.bytes.length;
      const inputs = count === 0 ? [] : [...new Set(picks.map((pick) => pick % count))];
      addNode(graph, bytes * 128, { inputs });
    }
    return graph;
  });

test('a buffer has room for all that is needed at a time, and never for more than everything', () => {
  fc.assert(
    fc.property(graphs, (graph) => {
      const bytes = graphBytes(graph);
      expect(bytes).toBeLessThanOrEqual(graph.bytes.reduce((sum, each) => sum + each, 0));
      expect(bytes).toBeGreaterThanOrEqual(mostAtOnce(graph));
    }),
  );
});

/** Of each step: its result, and what it or a later step takes. */
function mostAtOnce({ bytes, inputs }: Graph): number {
  const lastUse = bytes.map((_, node) => inputs.findLastIndex((taken) => taken.includes(node)));
  const totals = bytes.map((own, step) =>
    bytes.reduce((sum, each, node) => {
      const isAlive = node < step && ((lastUse[node] ?? -1) >= step || lastUse[node] === -1);
      return isAlive ? sum + each : sum;
    }, own),
  );
  return Math.max(...totals);
}
