import { type Alias, isAlias, isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap } from 'yaml';
import type { FieldPath } from '../orchestrators/kind.js';
import { toTextIndex } from './scalar-offset.js';
import { isMergeKey, toNode } from './yaml-value.js';

/** Where a field stands in the text, as an index; of what is not there, the innermost object that should have it. */
export function indexOfField(
  { text, root, targets }: { text: string; root: Node | null; targets: ReadonlyMap<Alias, Node> },
  field: FieldPath,
  at: 'key' | 'value',
  offset?: number,
): number {
  let node = resolve(root);
  let key: Node | null = null;
  for (const segment of field) {
    const next = stepInto(node, segment);
    if (next === null) return node?.range?.[0] ?? 0;
    ({ key, node } = next);
  }
  if (at === 'key' && key !== null) return key.range?.[0] ?? 0;
  if (offset !== undefined && isScalar(node)) return toTextIndex(text, node, offset);
  return node?.range?.[0] ?? key?.range?.[0] ?? 0;

  function stepInto(within: Node | null, segment: string | number): { key: Node | null; node: Node | null } | null {
    if (isSeq(within) && typeof segment === 'number' && segment < within.items.length) {
      return { key: null, node: resolve(toNode(within.items[segment])) };
    }
    const pair = isMap(within) ? findPair(within, String(segment)) : undefined;
    return pair === undefined ? null : { key: toNode(pair.key), node: resolve(toNode(pair.value)) };
  }

  function findPair(map: YAMLMap, key: string): Pair | undefined {
    const own = map.items.find((pair) => keyOf(pair) === key && !isMergeKey(pair));
    if (own !== undefined) return own;
    for (const pair of map.items.filter(isMergeKey)) {
      const merged = resolve(toNode(pair.value));
      for (const source of isSeq(merged) ? merged.items.map((item) => resolve(toNode(item))) : [merged]) {
        const found = isMap(source) ? findPair(source, key) : undefined;
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }

  function resolve(found: Node | null): Node | null {
    return isAlias(found) ? (targets.get(found) ?? null) : found;
  }
}

function keyOf(pair: Pair): string {
  return isScalar(pair.key) ? String(pair.key.value ?? '') : '';
}
