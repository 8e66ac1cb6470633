/** Where a text stops being JSON, and what should stand there. */
export interface JsonError {
  readonly index: number;
  /** As in `a value is expected here`. */
  readonly expected: string;
}

const TOKEN =
  /(?<space>[ \t\r\n]+)|(?<text>"(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(?<scalar>-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)|(?<mark>[[\]{},:])/y;

type Expected =
  'a value' | 'a value or "]"' | 'a key' | 'a key or "}"' | '":"' | '"," or "]"' | '"," or "}"' | 'the end';

/** Null for JSON. `JSON.parse` says where only in some of its messages, which differ between versions of Node. */
export function findJsonError(text: string): JsonError | null {
  const open: ('[' | '{')[] = [];
  let expected: Expected = 'a value';
  TOKEN.lastIndex = text.startsWith('\ufeff') ? 1 : 0;
  while (TOKEN.lastIndex < text.length) {
    const index = TOKEN.lastIndex;
    const groups = TOKEN.exec(text)?.groups;
    const next = groups === undefined ? null : step(groups);
    if (next === null) return { index, expected };
    expected = next;
  }
  return expected === 'the end' ? null : { index: text.length, expected };

  function step({ space, text: quoted, scalar, mark }: Record<string, string | undefined>): Expected | null {
    if (space !== undefined) return expected;
    const takesValue = expected === 'a value' || expected === 'a value or "]"';
    if (quoted !== undefined && (expected === 'a key' || expected === 'a key or "}"')) return '":"';
    if (quoted !== undefined || scalar !== undefined) return takesValue ? afterValue() : null;
    if (mark === '[' || mark === '{') {
      if (!takesValue) return null;
      open.push(mark);
      return mark === '[' ? 'a value or "]"' : 'a key or "}"';
    }
    return fromMark(mark ?? '');
  }

  function fromMark(mark: string): Expected | null {
    if (mark === ':') return expected === '":"' ? 'a value' : null;
    if (mark === ',') return expected === '"," or "]"' ? 'a value' : expected === '"," or "}"' ? 'a key' : null;
    if (!expected.endsWith(`or "${mark}"`)) return null;
    open.pop();
    return afterValue();
  }

  function afterValue(): Expected {
    const around = open.at(-1);
    return around === undefined ? 'the end' : around === '[' ? '"," or "]"' : '"," or "}"';
  }
}
