import { describe, expect, it } from 'vitest';
import { EXPRESSION_FUNCTIONS } from '../../../../src/expressions/functions/function-table.js';
import { failureOf, run } from '../run.js';

type Example = readonly [source: string, expected: unknown];

/** By the name of the function. */
const EXAMPLES: Record<string, readonly Example[]> = {
  string: [
    ['string("a")', 'a'],
    ['string(true)', 'true'],
    ['string(5)', '5'],
    ['string(5.0)', '5'],
    ['string(2.5)', '2.5'],
    ['string(9223372036854775807)', '9223372036854775807'],
    ['string(timestamp("2026-01-31T00:00:00Z"))', '2026-01-31T00:00:00.000Z'],
    ['string(duration("90s"))', '90s'],
    ['string(b"h\\xc3\\xa9")', 'hé'],
  ],
  int: [
    ['int(5)', 5],
    ['int(-3.9)', -3],
    ['int("12")', 12],
    ['int("-12") + int("+1")', -11],
    ['string(int("9223372036854775807"))', '9223372036854775807'],
    ['int(timestamp("1970-01-02T00:00:00.9Z"))', 86_400],
  ],
  double: [
    ['double(7) / 2', 3.5],
    ['double("1.5e3")', 1500],
    ['double("-2")', -2],
    ['double(2.5)', 2.5],
  ],
  bool: [
    ['bool(true)', true],
    ['bool("true") && !bool("0")', true],
  ],
  bytes: [
    ['size(bytes("hé"))', 3],
    ['bytes(b"a") == b"a"', true],
  ],
  timestamp: [
    ['timestamp("2026-01-31T09:30:00.25+02:00")', '2026-01-31T07:30:00.250Z'],
    ['timestamp(86400)', '1970-01-02T00:00:00.000Z'],
    ['timestamp(timestamp(0))', '1970-01-01T00:00:00.000Z'],
    ['timestamp("0099-03-01T00:00:00Z")', '0099-03-01T00:00:00.000Z'],
    ['timestamp("2026-01-01T00:00:00Z") < timestamp("2026-01-01T00:00:01Z")', true],
  ],
  duration: [
    ['duration("1h30m")', '5400s'],
    ['duration("1.5s")', '1500ms'],
    ['duration("-90s")', '-90s'],
    ['duration("2d")', '172800s'],
    ['duration("1us")', '0.000001s'],
    ['duration(duration("1s")) > duration("999ms")', true],
  ],
  dyn: [['dyn(1) + 1', 2]],
  type: [
    [
      '[1, 1.5, "a", true, null, [], {}, b""].map(x, type(x))',
      ['int', 'double', 'string', 'bool', 'null_type', 'list', 'map', 'bytes'],
    ],
    ['type(type(1)) == type', true],
    ['type(timestamp(0))', 'timestamp'],
    ['type(duration("1s"))', 'duration'],
  ],
  json: [
    ['json("{\\"a\\": [1, 2.5, null]}").a[0] + 1', 2],
    ['json("\\"text\\"")', 'text'],
  ],
  toJson: [
    ['toJson({"a": [1, 2.0, timestamp(0), null]})', '{"a":[1,2,"1970-01-01T00:00:00.000Z",null]}'],
    ['toJson("a\\"b")', '"a\\"b"'],
  ],
  'base64.encode': [['base64.encode(bytes("user:pass"))', 'dXNlcjpwYXNz']],
  'base64.decode': [['string(base64.decode("dXNlcjpwYXNz"))', 'user:pass']],
  contains: [['"release".contains("eas")', true]],
  startsWith: [['"release".startsWith("rel")', true]],
  endsWith: [['"release".endsWith("rel")', false]],
  matches: [
    ['"v1.2.3".matches("^v[0-9]+\\\\.")', true],
    ['"v1.2.3".matches(r"^v\\d+\\.\\d+\\.\\d+$")', true],
    ['matches("abc", "d")', false],
    ['"a\\nb".matches("a.b")', false],
    ['"É".matches("(?i)é")', true],
    ['["a1", "b"].filter(x, x.matches(pattern))', ['a1']],
  ],
  lowerAscii: [['"ÀB".lowerAscii()', 'Àb']],
  upperAscii: [['"ßa".upperAscii()', 'ßA']],
  trim: [['" \\t a b \\n".trim()', 'a b']],
  split: [
    ['"a,b,c".split(",")', ['a', 'b', 'c']],
    ['"a,b,c".split(",", 2)', ['a', 'b,c']],
    ['"a,b,c".split(",", 0)', []],
    ['"a,b,c".split(",", -1)', ['a', 'b', 'c']],
    ['"abc".split("")', ['a', 'b', 'c']],
    ['"".split(",")', ['']],
  ],
  join: [
    ['["a", "b"].join()', 'ab'],
    ['["a", "b"].join(", ")', 'a, b'],
    ['[].join(",")', ''],
  ],
  replace: [
    ['"a-b-c".replace("-", "+")', 'a+b+c'],
    ['"a-b-c".replace("-", "", 1)', 'ab-c'],
    ['"a-b-c".replace("-", "$&", 0)', 'a-b-c'],
    ['"a-b".replace("-", "$&")', 'a$&b'],
  ],
  substring: [
    ['"abcd".substring(1)', 'bcd'],
    ['"abcd".substring(1, 3)', 'bc'],
    ['"abcd".substring(4)', ''],
  ],
  charAt: [['"a😀b".charAt(1)', '😀']],
  indexOf: [
    ['"abcb".indexOf("b")', 1],
    ['"abcb".indexOf("b", 2)', 3],
    ['"abcb".indexOf("x")', -1],
    ['"abc".indexOf("")', 0],
  ],
  lastIndexOf: [
    ['"abcb".lastIndexOf("b")', 3],
    ['"abcb".lastIndexOf("b", 2)', 1],
  ],
  size: [
    ['size("abc") + "abc".size()', 6],
    ['size([1, 2]) + [1].size()', 3],
    ['size({"a": 1}) + input.size()', 3],
    ['size(b"abc")', 3],
  ],
  keys: [
    ['keys(input)', ['b', 'a']],
    ['keys({1: 2, true: 3})', [1, true]],
  ],
  values: [
    ['values(input)', [2, null]],
    ['values({1: 2, true: 3})', [2, 3]],
  ],
  sum: [
    ['sum([1, 2, 3])', 6],
    ['sum([1, 2.5])', 3.5],
    ['sum([])', 0],
  ],
  sort: [
    ['[3, 1.5, 2].sort()', [1.5, 2, 3]],
    ['["b", "a"].sort()', ['a', 'b']],
    ['[].sort()', []],
  ],
  distinct: [
    ['[1, 2, 1, "1", 1.0].distinct()', [1, 2, '1']],
    ['[{"a": 1}, {"a": 1.0}, [1], [1]].distinct()', [{ a: 1 }, [1]]],
    ['[null, null, true, true].distinct()', [null, true]],
  ],
  flatten: [
    ['[1, [2, [3, [4]]]].flatten()', [1, 2, [3, [4]]]],
    ['[1, [2, [3, [4]]]].flatten(2)', [1, 2, 3, [4]]],
    ['[[1]].flatten(0)', [[1]]],
  ],
  slice: [['[1, 2, 3, 4].slice(1, 3)', [2, 3]]],
  'lists.range': [
    ['lists.range(3)', [0, 1, 2]],
    ['lists.range(-1)', []],
  ],
  'math.greatest': [
    ['math.greatest(1, 2.5, 2)', 2.5],
    ['math.greatest([1, 3, 2])', 3],
    ['math.greatest(4)', 4],
  ],
  'math.least': [
    ['math.least(1, 2.5, 2)', 1],
    ['math.least([2, 1.5])', 1.5],
  ],
  'math.abs': [
    ['math.abs(-3)', 3],
    ['math.abs(-2.5) + math.abs(2)', 4.5],
  ],
  'math.ceil': [['math.ceil(1.2) / 4', 0.5]],
  'math.floor': [['math.floor(-1.2)', -2]],
  'math.trunc': [['math.trunc(-1.8)', -1]],
  'math.round': [['[0.5, 1.5, -0.5, -1.5, 1.4].map(x, math.round(x))', [1, 2, -1, -2, 1]]],
  getFullYear: [
    ['t.getFullYear()', 2026],
    ['timestamp(t).getFullYear("Pacific/Auckland")', 2027],
  ],
  getMonth: [['timestamp(t).getMonth()', 11]],
  getDate: [['timestamp(t).getDate() + timestamp(t).getDate("+14:00")', 32]],
  getDayOfMonth: [['timestamp(t).getDayOfMonth()', 30]],
  getDayOfWeek: [['timestamp(t).getDayOfWeek()', 4]],
  getDayOfYear: [
    ['timestamp(t).getDayOfYear()', 364],
    ['timestamp("2024-12-31T00:00:00Z").getDayOfYear()', 365],
    ['timestamp("2026-07-01T12:00:00Z").getDayOfYear("Europe/Berlin")', 181],
  ],
  getHours: [
    ['timestamp(t).getHours()', 23],
    ['timestamp(t).getHours("Europe/Berlin")', 0],
    ['timestamp(t).getHours("-05:30")', 18],
    ['duration("90m").getHours()', 1],
  ],
  getMinutes: [
    ['timestamp(t).getMinutes("Asia/Kolkata")', 15],
    ['duration("90s").getMinutes()', 1],
  ],
  getSeconds: [
    ['timestamp(t).getSeconds()', 58],
    ['duration("1h").getSeconds()', 3600],
  ],
  getMilliseconds: [
    ['timestamp(t).getMilliseconds()', 250],
    ['timestamp(t).getMilliseconds("Europe/Berlin")', 250],
    ['duration("1.5s").getMilliseconds()', 1500],
  ],
};

const VARIABLES = { input: { b: 2, a: null }, pattern: '[0-9]', t: '2026-12-31T23:45:58.250Z' };

describe('the functions', () => {
  it('are all shown by an example', () => {
    expect(Object.keys(EXAMPLES).toSorted()).toEqual(EXPRESSION_FUNCTIONS.map(({ name }) => name).toSorted());
  });

  it.each(Object.values(EXAMPLES).flat())('%s', (source, expected) => {
    expect(run(source.replace(/^t\./, 'timestamp(t).'), VARIABLES)).toEqual(expected);
  });

  it.each([
    ['int("1.5")', 'int() was given a text that is no int.'],
    ['int("")', 'int() was given a text that is no int.'],
    ['int("9223372036854775808")', 'an int overflows (more than 64 bits).'],
    ['int(1e300)', 'an int overflows (more than 64 bits).'],
    ['int(1.0 / 0.0)', 'int() cannot take NaN or infinity.'],
    ['double("0x10")', 'double() was given a text that is no number.'],
    ['double("")', 'double() was given a text that is no number.'],
    ['bool("yes")', 'bool() was given a text that is neither true nor false.'],
    ['string(b"\\xff")', 'string() was given bytes that are not UTF-8.'],
    ['json("{a: 1}")', 'json() was given a text that is not JSON.'],
    ['base64.decode("?")', 'base64.decode() was given a text that is not base64.'],
    ['timestamp("2026-01-31")', 'timestamp() needs a time with a zone, such as 2026-01-31T09:30:00Z.'],
    ['timestamp("2026-01-31T09:30:00")', 'timestamp() needs a time with a zone, such as 2026-01-31T09:30:00Z.'],
    ['timestamp("2026-02-30T09:30:00Z")', 'timestamp() was given a day or time that does not exist.'],
    ['timestamp("2026-01-01T24:00:00Z")', 'timestamp() needs a time with a zone, such as 2026-01-31T09:30:00Z.'],
    ['timestamp(253402300800)', 'a timestamp is outside the years 1 to 9999.'],
    ['duration("1 hour")', 'duration() needs a number and a unit, such as 90s or 1h30m.'],
    ['duration("")', 'duration() needs a number and a unit, such as 90s or 1h30m.'],
    ['duration("90")', 'duration() needs a number and a unit, such as 90s or 1h30m.'],
    ['duration("10000000d")', 'a duration is longer than 10,000 years.'],
    [
      'timestamp(0).getHours("Mars/Base")',
      'there is no time zone of that name. Write a name such as Europe/Berlin or an offset such as +02:00.',
    ],
    ['timestamp(0).getHours("")', 'a time zone has a name such as Europe/Berlin or an offset such as +02:00.'],
    ['"abc".substring(2, 1)', 'a position is outside the text.'],
    ['"abc".substring(-1)', 'a position is outside the text.'],
    ['"abc".charAt(3)', 'a position is outside the text.'],
    ['"abc".indexOf("b", 9)', 'a position is outside the text.'],
    ['[1].slice(0, 2)', 'a position is outside the list.'],
    ['["a", 1].join(",")', 'join() needs a list of texts. Turn its items into texts: list.map(x, string(x)).'],
    ['"abc".replace("", "x")', 'replace() needs a text to look for.'],
    ['sum(["a"])', 'sum() needs a list of numbers.'],
    ['[1, "a"].sort()', '"<" cannot be applied to a string and an int.'],
    ['math.greatest([])', 'math.greatest() needs a number, or a list of numbers that is not empty.'],
    ['math.least([1, "a"])', 'math.least() needs a list of numbers.'],
    ['[1].flatten(-1)', 'flatten() needs a depth of 0 or more.'],
    [
      '"a".matches(pattern + "(")',
      'a pattern of matches() is not a regular expression of RE2. RE2 has neither look-around nor back-references; a backslash is written twice unless the text is raw, as in r"\\d+".',
    ],
    ['"abc".contains(1)', 'contains() cannot be applied to a string, an int. It is written string.contains(string).'],
  ])('say why they fail: %s', (source, failure) => {
    expect(failureOf(source, VARIABLES)).toBe(failure);
  });
});
