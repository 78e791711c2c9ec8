import { isAlias, isMap, isPair, isScalar, isSeq, type Node, type YAMLMap } from 'yaml';
import type { Fault } from './compose-piece.ts';
import { documentLimits } from './limits.ts';

type Plain = Record<string, unknown>;

/**
 * The plain value of a document, and what in it has none. Aliases are followed as they stand in
 * the text, within a bound on what they add.
 */
export class ValueReader {
  readonly faults: Fault[] = [];
  readonly #anchors = new Map<string, Node>();
  readonly #targets = new Map<Node, Node>();
  readonly #open = new Set<Node>();
  #aliases = 0;
  #outermost: Node | undefined;
  #added = 0;

  read(node: unknown, depth = 0): unknown {
    if (this.#added > documentLimits.aliased) return null;
    if (depth > documentLimits.depth) return this.#refuse(node, 'values are nested too deeply');
    if (isAlias(node)) return this.#follow(node, depth);
    if (this.#aliases > 0) this.#added += 1;
    if (this.#added > documentLimits.aliased) {
      return this.#refuse(
        this.#outermost,
        `aliases add more than ${documentLimits.aliased} values`,
      );
    }
    if (!isMap(node) && !isSeq(node) && !isScalar(node)) return null;
    if (node.anchor !== undefined && this.#aliases === 0) this.#anchors.set(node.anchor, node);
    if (isScalar(node)) return this.#scalar(node.value, node);
    this.#open.add(node);
    const value = isMap(node)
      ? this.#map(node, depth)
      : node.items.map((item) => this.read(item, depth + 1));
    this.#open.delete(node);
    return value;
  }

  #refuse(node: unknown, message: string): null {
    const place = node as Node | undefined;
    this.faults.push({ offset: place?.range?.[0] ?? 0, message });
    return null;
  }

  #follow(alias: Node & { source: string }, depth: number): unknown {
    // What it meant at its own place, also when the anchor is set again before it is read again.
    const target = this.#targets.get(alias) ?? this.#anchors.get(alias.source);
    if (target === undefined) return this.#refuse(alias, 'the alias has no anchor before it');
    if (this.#open.has(target)) return this.#refuse(alias, 'the alias is a part of itself');
    this.#targets.set(alias, target);
    if (this.#aliases === 0) this.#outermost = alias;
    this.#aliases += 1;
    const value = this.read(target, depth + 1);
    this.#aliases -= 1;
    return value;
  }

  #scalar(value: unknown, node: Node & { source?: string | undefined }): unknown {
    if (typeof value !== 'number') return value;
    if (!Number.isFinite(value)) return this.#refuse(node, 'is not a number that can be written');
    const isWhole = !/[.eE]/.test(node.source ?? '') || /^[-+]?0[xX]/.test(node.source ?? '');
    if (isWhole && !Number.isSafeInteger(value)) {
      return this.#refuse(node, `is a number beyond ${Number.MAX_SAFE_INTEGER}; quote it for text`);
    }
    return value;
  }

  #map(map: YAMLMap, depth: number): Plain {
    const value: Plain = {};
    const merged: Plain[] = [];
    const seen = new Map<string, Node>();
    for (const { key, value: child } of map.items) {
      if (isScalar(key) && key.value === '<<' && key.type === 'PLAIN') {
        merged.push(...this.#sources(child, depth));
      } else {
        const name = this.#name(key as Node, seen);
        const field = this.read(child, depth + 1);
        if (name !== undefined) value[name] = field;
      }
    }
    for (const source of merged) {
      for (const [name, field] of Object.entries(source)) {
        if (!Object.hasOwn(value, name)) value[name] = field;
      }
    }
    return value;
  }

  #name(key: Node, seen: Map<string, Node>): string | undefined {
    const target = isAlias(key) ? this.#anchors.get(key.source) : key;
    if (!isScalar(target) || typeof target.value !== 'string') {
      this.#refuse(key, 'the key is not text; write it in quotes');
      return undefined;
    }
    if (target.anchor !== undefined && this.#aliases === 0) {
      this.#anchors.set(target.anchor, target);
    }
    const name = target.value;
    if (name === '__proto__') {
      this.#refuse(key, 'the key `__proto__` is not accepted');
      return undefined;
    }
    const first = seen.get(name);
    if (first !== undefined && this.#aliases === 0) {
      const earlier = first.range?.[0] ?? 0;
      this.faults.push({ offset: key.range?.[0] ?? 0, message: 'the key is given twice', earlier });
    }
    seen.set(name, key);
    return name;
  }

  #sources(node: unknown, depth: number): readonly Plain[] {
    const before = this.faults.length;
    const value = this.read(node, depth + 1);
    if (this.faults.length > before) return [];
    const sources = Array.isArray(value) ? value : [value];
    if (sources.every(isPlain)) return sources;
    this.#refuse(node, 'only a mapping, or a list of them, can be merged by `<<`');
    return [];
  }
}

function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isPair(value);
}
