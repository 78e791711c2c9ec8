import { createMemoryTarget } from '../support/memory-target.ts';
import { describeTarget } from '../support/target-contract.ts';

describeTarget('a target in memory', async () => createMemoryTarget());
