/** Lines of a longer secret (a key file) are found one by one as well, if they are this long. */
const MIN_LINE_LENGTH = 8;

/** A piece of base64 is looked for within a longer one (`user:secret`) if it has this length. */
const MIN_BASE64_LENGTH = 8;

/**
 * One pattern for all secrets in all their spellings: as they are, escaped in JSON (up to twice), encoded in URLs and
 * forms, and in both alphabets of base64. Longer ones come first, so that a secret that contains another one is found
 * whole.
 */
export function toSecretPattern(secrets: Iterable<string>): RegExp {
  const texts = new Set([...secrets].flatMap((secret) => [secret, ...toLongLines(secret)]));
  const longestFirst = [...texts].sort((a, b) => b.length - a.length);
  return new RegExp(longestFirst.flatMap((text) => [toTextPattern(text), ...toBase64Patterns(text)]).join('|'), 'g');
}

function toLongLines(secret: string): string[] {
  return secret.split(/\r?\n/).filter((line) => line.length >= MIN_LINE_LENGTH);
}

function toTextPattern(text: string): string {
  return (text.match(/\\+|\r\n|[^]/gu) ?? []).map(toCharacterPattern).join('');
}

const BACKSLASHES = String.raw`\\{1,3}`;

/** The short escapes of JSON. A line break may have changed its kind on the way. */
const JSON_ESCAPES: Readonly<Record<string, string>> = { '\b': 'b', '\f': 'f', '\n': 'n', '\r': 'r', '\t': 't' };

function toCharacterPattern(character: string): string {
  if (/^[A-Za-z0-9]$/.test(character)) return character;
  if (character.startsWith('\\')) return toBackslashPattern(character.length);
  if (character === '\n' || character === '\r\n') return `(?:${toSpellings('\r')})?(?:${toSpellings('\n')})`;
  return `(?:${toSpellings(character)})`;
}

/** A run is one pattern: side by side they would have to be tried in every combination. */
function toBackslashPattern(count: number): string {
  return String.raw`(?:\\{${count},${4 * count}}|(?:%5[cC]){${count}})`;
}

function toSpellings(character: string): string {
  const units = [...Array(character.length).keys()].map((index) => character.charCodeAt(index));
  const escaped = units.map((unit) => `${BACKSLASHES}u${toAnyCase(unit.toString(16).padStart(4, '0'))}`).join('');
  const encoded = [...Buffer.from(character)]
    .map((byte) => `%${toAnyCase(byte.toString(16).padStart(2, '0'))}`)
    .join('');
  const spellings = [String.raw`\\{0,3}` + units.map(toUnitPattern).join(''), escaped, encoded];
  if (character === ' ') spellings.push(String.raw`\+`);
  const short = JSON_ESCAPES[character];
  if (short !== undefined) spellings.push(BACKSLASHES + short);
  return spellings.join('|');
}

function toUnitPattern(unit: number): string {
  return String.raw`\u${unit.toString(16).padStart(4, '0')}`;
}

function toAnyCase(hex: string): string {
  return hex.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
}

/** What is encoded depends on where the secret begins within three bytes, but for its first and last characters. */
function toBase64Patterns(text: string): string[] {
  const bytes = Buffer.from(text);
  const within = [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    return encoded.slice(Math.ceil((8 * offset) / 6), Math.floor((8 * (offset + bytes.length)) / 6));
  });
  const whole = bytes.toString('base64').replace(/=+$/, '');
  return [
    `${escapeBase64(whole)}={0,2}`,
    ...within.filter((piece) => piece.length >= MIN_BASE64_LENGTH).map(escapeBase64),
  ];
}

function escapeBase64(encoded: string): string {
  return encoded.replace(/\+/g, '(?:[+-]|%2[bB])').replace(/\//g, String.raw`(?:\\?[/_]|%2[fF])`);
}
