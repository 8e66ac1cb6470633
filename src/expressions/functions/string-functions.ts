import { requireTextFits, spend, spendOnSearch, spendOnText } from '../budget.js';
import { fail } from '../failure.js';
import { toIndex } from '../number.js';
import { matchesPattern } from '../pattern.js';
import { countCodePoints, sliceCodePoints, toCodePointPosition, toUnitOffset } from '../text.js';
import type { CelList } from '../value.js';
import { overload, type FunctionDefinition, type Resources } from './function.js';

/** Positions count code points, as the CEL string extension says. */
export const STRING_FUNCTIONS: readonly FunctionDefinition[] = [
  {
    name: 'contains',
    form: 'method',
    summary: 'whether the text has this part',
    overloads: [
      overload(['string', 'string'], ([text, part], resources) => {
        spendOnSearch(resources, text.length, part.length);
        return text.includes(part);
      }),
    ],
  },
  {
    name: 'startsWith',
    form: 'method',
    summary: 'whether the text begins with this part',
    overloads: [
      overload(['string', 'string'], ([text, part], resources) => {
        spendOnText(resources, part.length);
        return text.startsWith(part);
      }),
    ],
  },
  {
    name: 'endsWith',
    form: 'method',
    summary: 'whether the text ends with this part',
    overloads: [
      overload(['string', 'string'], ([text, part], resources) => {
        spendOnText(resources, part.length);
        return text.endsWith(part);
      }),
    ],
  },
  {
    name: 'matches',
    form: 'either',
    summary: 'whether the regular expression (RE2) occurs in the text; also written text.matches(pattern)',
    overloads: [overload(['string', 'string'], ([text, source], resources) => matchesPattern(text, source, resources))],
  },
  {
    name: 'lowerAscii',
    form: 'method',
    summary: 'A to Z in lower case',
    overloads: [
      overload(['string'], ([text], resources) => {
        spendOnText(resources, text.length * 4);
        return text.replace(/[A-Z]+/g, (part) => part.toLowerCase());
      }),
    ],
  },
  {
    name: 'upperAscii',
    form: 'method',
    summary: 'a to z in upper case',
    overloads: [
      overload(['string'], ([text], resources) => {
        spendOnText(resources, text.length * 4);
        return text.replace(/[a-z]+/g, (part) => part.toUpperCase());
      }),
    ],
  },
  {
    name: 'trim',
    form: 'method',
    summary: 'without white space at both ends',
    overloads: [
      overload(['string'], ([text], resources) => {
        spendOnText(resources, text.length);
        return text.trim();
      }),
    ],
  },
  {
    name: 'split',
    form: 'method',
    summary: 'the parts between the separators, at most `n` of them; an empty separator splits characters',
    overloads: [
      overload(['string', 'string'], ([text, separator], resources) => split(text, separator, resources)),
      overload(['string', 'string', 'int'], ([text, separator, limit], resources) => {
        const parts = split(text, separator, resources);
        const count = toIndex(limit);
        if (count === 0) return [];
        if (count < 0 || parts.length <= count) return parts;
        return [...parts.slice(0, count - 1), parts.slice(count - 1).join(separator)];
      }),
    ],
  },
  {
    name: 'join',
    form: 'method',
    summary: 'the texts of a list in one, with a separator between them',
    overloads: [
      overload(['list'], ([parts], resources) => join(parts, '', resources)),
      overload(['list', 'string'], ([parts, separator], resources) => join(parts, separator, resources)),
    ],
  },
  {
    name: 'replace',
    form: 'method',
    summary: 'the text with the first part replaced by the second: everywhere, or the first `n` times',
    overloads: [
      overload(['string', 'string', 'string'], ([text, old, by], resources) => replace(text, old, { by }, resources)),
      overload(['string', 'string', 'string', 'int'], ([text, old, by, limit], resources) =>
        replace(text, old, { by, limit: toIndex(limit) }, resources),
      ),
    ],
  },
  {
    name: 'substring',
    form: 'method',
    summary: 'from a position to the end, or to before another position',
    overloads: [
      overload(['string', 'int'], ([text, start], resources) => {
        spendOnText(resources, text.length * 4);
        return sliceCodePoints(text, toIndex(start));
      }),
      overload(['string', 'int', 'int'], ([text, start, end], resources) => {
        spendOnText(resources, text.length * 4);
        return sliceCodePoints(text, toIndex(start), toIndex(end));
      }),
    ],
  },
  {
    name: 'charAt',
    form: 'method',
    summary: 'the character at a position',
    overloads: [
      overload(['string', 'int'], ([text, position], resources) => {
        spendOnText(resources, text.length * 4);
        return sliceCodePoints(text, toIndex(position), toIndex(position) + 1);
      }),
    ],
  },
  {
    name: 'indexOf',
    form: 'method',
    summary: 'the first position of a part, from a position on; -1 where there is none',
    overloads: [
      overload(['string', 'string'], ([text, part], resources) => {
        spendOnSearch(resources, text.length * 4, part.length);
        return toCodePointPosition(text, text.indexOf(part));
      }),
      overload(['string', 'string', 'int'], ([text, part, from], resources) => {
        spendOnSearch(resources, text.length * 4, part.length);
        return toCodePointPosition(text, text.indexOf(part, toUnitOffset(text, toIndex(from))));
      }),
    ],
  },
  {
    name: 'lastIndexOf',
    form: 'method',
    summary: 'the last position of a part, at or before a position; -1 where there is none',
    overloads: [
      overload(['string', 'string'], ([text, part], resources) => {
        spendOnSearch(resources, text.length * 4, part.length);
        return toCodePointPosition(text, text.lastIndexOf(part));
      }),
      overload(['string', 'string', 'int'], ([text, part, from], resources) => {
        spendOnSearch(resources, text.length * 4, part.length);
        return toCodePointPosition(text, text.lastIndexOf(part, toUnitOffset(text, toIndex(from))));
      }),
    ],
  },
  {
    name: 'size',
    form: 'either',
    summary: 'the number of characters, bytes, items or keys; also written x.size()',
    overloads: [
      overload(['string'], ([text], resources) => {
        spendOnText(resources, text.length * 4);
        return countCodePoints(text);
      }),
      overload(['bytes'], ([bytes]) => bytes.length),
      overload(['list'], ([list]) => list.length),
      overload(['map'], ([map], resources) => {
        const size = map instanceof Map ? map.size : Object.keys(map).length;
        spend(resources, size);
        return size;
      }),
    ],
  },
];

function split(text: string, separator: string, resources: Resources): readonly string[] {
  spendOnSearch(resources, text.length, separator.length);
  const parts = separator === '' ? Array.from(text) : text.split(separator);
  spend(resources, parts.length);
  return parts;
}

function join(parts: CelList, separator: string, resources: Resources): string {
  let length = separator.length * parts.length;
  const texts = parts.map((part) => {
    if (typeof part !== 'string')
      fail('join() needs a list of texts', 'Turn its items into texts: list.map(x, string(x)).');
    length += part.length;
    return part;
  });
  spend(resources, parts.length);
  requireTextFits(resources, length);
  return texts.join(separator);
}

interface Replacement {
  readonly by: string;
  /** Below 0: everywhere. */
  readonly limit?: number;
}

function replace(text: string, old: string, { by, limit = -1 }: Replacement, resources: Resources): string {
  if (old === '') fail('replace() needs a text to look for');
  const parts = split(text, old, resources);
  const count = limit < 0 ? parts.length - 1 : Math.min(limit, parts.length - 1);
  requireTextFits(resources, text.length + count * (by.length - old.length));
  return [parts.slice(0, count + 1).join(by), ...parts.slice(count + 1)].join(old);
}
