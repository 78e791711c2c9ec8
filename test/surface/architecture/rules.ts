import { catchRule } from './catch-rule.ts';
import { defaultExportRule, globalNetworkRule, printRule, typeEscapeRule } from './code-rules.ts';
import { cycleRule } from './import-cycles.ts';
import { computedImportRule, ownerRule, roomRule } from './import-rules.ts';
import { fileNameRule } from './name-rules.ts';
import { purityRule } from './purity.ts';
import type { Rule } from './rule.ts';
import { shellRule } from './shell-rule.ts';
import { fileSizeRule, functionSizeRule } from './size-rules.ts';
import { moduleMockRule, selectionRule } from './test-rules.ts';
import {
  hostRule,
  machinePathRule,
  openEndRule,
  repositoryNameRule,
  rootRule,
} from './text-rules.ts';

/** Every rule about the shape of the tree; each has a planted fault in its tests. */
export const rules: readonly Rule[] = [
  roomRule,
  ownerRule,
  computedImportRule,
  cycleRule,
  purityRule,
  fileSizeRule,
  functionSizeRule,
  fileNameRule,
  printRule,
  globalNetworkRule,
  defaultExportRule,
  typeEscapeRule,
  catchRule,
  shellRule,
  moduleMockRule,
  selectionRule,
  rootRule,
  hostRule,
  machinePathRule,
  openEndRule,
  repositoryNameRule,
];
