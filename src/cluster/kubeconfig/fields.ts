/**
 * Reads the fields of one YAML mapping as the types kubectl expects. A wrong type is a
 * `SyntaxError` that names the field, never its value, which may be a secret.
 */
export class Fields {
  readonly #values: Readonly<Record<string, unknown>>;
  readonly #where: string;

  constructor(value: unknown, where: string) {
    if (!isMapping(value ?? {})) throw new SyntaxError(`${where} is not a mapping`);
    this.#values = (value ?? {}) as Record<string, unknown>;
    this.#where = where;
  }

  /** Empty when the field is absent. */
  text(name: string): string {
    const value = this.#values[name] ?? '';
    if (typeof value !== 'string') throw this.#misfit(name, 'text');
    return value;
  }

  flag(name: string): boolean {
    const value = this.#values[name] ?? false;
    if (typeof value !== 'boolean') throw this.#misfit(name, 'true or false');
    return value;
  }

  texts(name: string): readonly string[] {
    const values = this.#list(name);
    if (!values.every((value) => typeof value === 'string'))
      throw this.#misfit(name, 'a text list');
    return values;
  }

  /** The members of a list of mappings. */
  members(name: string): readonly Fields[] {
    return this.#list(name).map((value) => new Fields(value, `\`${name}\` of ${this.#where}`));
  }

  inner(name: string): Fields | undefined {
    const value = this.#values[name];
    if (value === undefined || value === null) return undefined;
    return new Fields(value, `\`${name}\` of ${this.#where}`);
  }

  names(): readonly string[] {
    return Object.keys(this.#values);
  }

  raw(name: string): unknown {
    return this.#values[name];
  }

  #list(name: string): readonly unknown[] {
    const value = this.#values[name] ?? [];
    if (!Array.isArray(value)) throw this.#misfit(name, 'a list');
    return value;
  }

  #misfit(name: string, wanted: string): SyntaxError {
    return new SyntaxError(`\`${name}\` of ${this.#where} is not ${wanted}`);
  }
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
