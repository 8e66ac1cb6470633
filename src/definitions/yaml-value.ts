import { type Alias, isAlias, isMap, isScalar, isSeq, type Node, type Pair, type Scalar, type YAMLMap } from 'yaml';
import { isJsonObject, type JsonValue } from '../domain/json.js';

/** Something in a YAML text that JSON cannot say, or that is refused; `index` is into the text. */
export interface YamlProblem {
  readonly index: number;
  readonly message: string;
  readonly hint: string;
}

export interface YamlValue {
  readonly value: JsonValue;
  readonly problems: readonly YamlProblem[];
  /** What each alias stands for. */
  readonly targets: ReadonlyMap<Alias, Node>;
}

/**
 * The value of a YAML node, shared where aliases share it. The library's own conversion resolves each alias by a walk
 * over the document, and drops duplicate keys or compares each pair of them; both take minutes for a hostile text.
 */
export function toYamlValue(root: Node | null, text: string): YamlValue {
  const anchors = new Map<string, Node>();
  const values = new Map<Node, JsonValue>();
  const open = new Set<Node>();
  const targets = new Map<Alias, Node>();
  const problems: YamlProblem[] = [];
  return { value: toValue(root), problems, targets };

  function toValue(node: Node | null): JsonValue {
    if (node === null) return null;
    if (isAlias(node)) return fromAlias(node);
    if (node.anchor !== undefined) anchors.set(node.anchor, node);
    if (node.tag !== undefined) reportTag(node);
    open.add(node);
    const value = isMap(node)
      ? fromMap(node)
      : isSeq(node)
        ? node.items.map((item) => toValue(toNode(item)))
        : fromScalar(node);
    open.delete(node);
    values.set(node, value);
    return value;
  }

  function fromAlias(alias: Alias): JsonValue {
    const target = anchors.get(alias.source);
    if (target === undefined) {
      report(
        alias,
        `There is no anchor "&${alias.source}" before this alias.`,
        'Define it above, or write the value out.',
      );
      return null;
    }
    if (open.has(target)) {
      report(alias, `The alias "*${alias.source}" stands within what it means.`, 'Write the value out.');
      return null;
    }
    targets.set(alias, target);
    return values.get(target) ?? null;
  }

  function fromScalar(node: Node): JsonValue {
    const value: unknown = isScalar(node) ? node.value : null;
    if (typeof value === 'string' || typeof value === 'boolean' || value === null || value === undefined)
      return value ?? null;
    if (typeof value === 'number' && Number.isFinite(value)) {
      if (isInexact(node, value))
        report(node, 'This number is too large to be exact.', 'Write it as a text, in quotes.');
      return value;
    }
    report(node, 'This value cannot be written as JSON.', 'Write it as a text, in quotes.');
    return null;
  }

  function fromMap(map: YAMLMap): JsonValue {
    const own = new Map<string, JsonValue>();
    const merged = new Map<string, JsonValue>();
    for (const pair of map.items) {
      const key = toKey(pair);
      if (key === null) continue;
      if (isMergeKey(pair)) merge(merged, pair);
      else if (own.has(key)) {
        report(toNode(pair.key) ?? map, `The key "${key}" stands here twice.`, 'Leave one of them out.');
        toValue(toNode(pair.value));
      } else own.set(key, toValue(toNode(pair.value)));
    }
    return Object.fromEntries([...merged].filter(([key]) => !own.has(key)).concat([...own]));
  }

  function toKey(pair: Pair): string | null {
    const key = toNode(pair.key);
    if (key !== null && !isScalar(key)) {
      report(key, 'A key must be a plain text.', 'Write it as "key: value".');
      return null;
    }
    if (key?.tag !== undefined) reportTag(key);
    if (key?.anchor !== undefined) anchors.set(key.anchor, key);
    if (key !== null) values.set(key, String(key.value ?? ''));
    const text = String(key?.value ?? '');
    if (key !== null && text === '__proto__') {
      report(key, 'A key may not be "__proto__".', 'Choose another name.');
      return null;
    }
    return text;
  }

  function merge(into: Map<string, JsonValue>, pair: Pair): void {
    const node = toNode(pair.value);
    const value = toValue(node);
    for (const source of Array.isArray(value) ? value : [value]) {
      if (!isJsonObject(source)) {
        if (node !== null) report(node, 'What is merged with "<<" must be an object.', 'Name an anchor of an object.');
        return;
      }
      for (const [key, one] of Object.entries(source)) if (!into.has(key)) into.set(key, one);
    }
  }

  function reportTag(node: Node): void {
    const last = text.lastIndexOf('!', (node.range?.[0] ?? 0) - 1);
    const index = text[last - 1] === '!' ? last - 1 : Math.max(0, last);
    const tag = /^\S+/.exec(text.slice(index, index + 200))?.[0] ?? '';
    problems.push({ index, message: `The tag ${tag} is not taken.`, hint: 'Leave tags out; write plain values.' });
  }

  function report(node: Node, message: string, hint: string): void {
    problems.push({ index: node.range?.[0] ?? 0, message, hint });
  }
}

/** A whole number of which JavaScript would keep the first digits only. */
function isInexact(node: Node, value: number): boolean {
  return isScalar(node) && !Number.isSafeInteger(value) && /^[-+]?\d+$/.test(node.source ?? '');
}

export function isMergeKey(pair: Pair): boolean {
  const key = toNode(pair.key);
  return isScalar(key) && key.value === '<<' && isPlain(key);
}

function isPlain(scalar: Scalar): boolean {
  return scalar.type === undefined || scalar.type === 'PLAIN';
}

/** A parsed document holds nodes only; what its types allow besides is for documents made by hand. */
export function toNode(value: unknown): Node | null {
  return isScalar(value) || isMap(value) || isSeq(value) || isAlias(value) ? value : null;
}
