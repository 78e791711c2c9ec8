#!/usr/bin/env node
// No module syntax and nothing newer than 2017, so that even a Node too old for the program can say so.
const found = process.versions.node.split('.').map(Number);
const isNewEnough = found[0] > 22 || (found[0] === 22 && found[1] >= 19);
if (isNewEnough) void import('../dist/entry.js');
else {
  process.stderr.write(`llmkube needs Node 22.19 or newer, this is ${process.versions.node}\n`);
  process.exitCode = 2;
}
