import { readFileSync } from 'node:fs';
import path from 'node:path';
import { transformSync } from 'esbuild';

type Exports = Readonly<Record<string, unknown>>;
type Require = (name: string) => unknown;

/** A file of ours as a function of what it imports. */
interface Unit {
  readonly imports: readonly string[];
  readonly run: (require: Require, module: { exports: Exports }, exports: Exports) => void;
}

/**
 * The modules behind an entry point, of which one can be exchanged: only those that import it are
 * made anew, which takes a few thousandths of a second.
 */
export class ModuleGraph {
  readonly #entry: string;
  readonly #packages: Require;
  readonly #units = new Map<string, Unit>();
  readonly #made = new Map<string, Exports>();

  /** `packages` gives what is no file of ours. */
  constructor(entry: string, packages: Require) {
    this.#entry = entry;
    this.#packages = packages;
    this.#evaluate(entry, this.#made);
  }

  /** The exports of the entry point as they are with another text in place of a file's. */
  exportsWith(file: string, text: string): Exports {
    const unit = unitOf(file, text);
    const behind = new Map([...this.#made].filter(([name]) => !this.#reaches(name, file)));
    return this.#evaluate(this.#entry, behind, new Map([[file, unit]]));
  }

  #reaches(from: string, file: string): boolean {
    return (
      from === file ||
      (this.#units.get(from)?.imports ?? []).some((one) => this.#reaches(one, file))
    );
  }

  #evaluate(
    file: string,
    made: Map<string, Exports>,
    others: ReadonlyMap<string, Unit> = new Map(),
  ): Exports {
    const known = made.get(file);
    if (known !== undefined) return known;
    const unit = others.get(file) ?? this.#unit(file);
    const module = { exports: {} };
    unit.run(
      (name) =>
        name.startsWith('.')
          ? this.#evaluate(path.resolve(path.dirname(file), name), made, others)
          : this.#packages(name),
      module,
      module.exports,
    );
    made.set(file, module.exports);
    return module.exports;
  }

  #unit(file: string): Unit {
    const unit = this.#units.get(file) ?? unitOf(file, readFileSync(file, 'utf8'));
    this.#units.set(file, unit);
    return unit;
  }
}

function unitOf(file: string, text: string): Unit {
  const { code } = transformSync(text, { loader: 'ts', format: 'cjs', target: 'node22' });
  const imports = [...code.matchAll(/require\("(\.[^"]*)"\)/g)].map(([, name = '']) =>
    path.resolve(path.dirname(file), name),
  );
  return { imports, run: new Function('require', 'module', 'exports', code) as Unit['run'] };
}
