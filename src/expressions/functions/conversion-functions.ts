import type { JsonValue } from '../../domain/json.js';
import { spend, spendOnText, TEXT_LIMIT } from '../budget.js';
import { fail } from '../failure.js';
import { createJsonMeter, toJsonValue } from '../json-value.js';
import { toDouble, toFloat, toInt } from '../number.js';
import { parseDurationText, parseTimestamp, Timestamp, toDurationText, toIsoText } from '../time.js';
import { kindOf, TypeName, type CelValue } from '../value.js';
import { overload, type FunctionDefinition } from './function.js';

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ...['1', 't', 'true', 'TRUE', 'True'].map((text) => [text, true] as const),
  ...['0', 'f', 'false', 'FALSE', 'False'].map((text) => [text, false] as const),
]);

export const CONVERSION_FUNCTIONS: readonly FunctionDefinition[] = [
  {
    name: 'string',
    form: 'function',
    summary: 'as a text; bytes are read as UTF-8',
    overloads: [
      overload(['string'], ([text]) => text),
      overload(['bool'], ([value]) => String(value)),
      overload(['int'], ([value]) => String(value)),
      overload(['double'], ([value]) => String(toFloat(value) + 0)),
      overload(['timestamp'], ([value]) => toIsoText(value)),
      overload(['duration'], ([value]) => toDurationText(value)),
      overload(['bytes'], ([bytes], resources) => {
        spend(resources, bytes.length);
        return toUtf8Text(bytes);
      }),
    ],
  },
  {
    name: 'int',
    form: 'function',
    summary: 'as an int: a double is truncated, a timestamp gives seconds since 1970',
    overloads: [
      overload(['int'], ([value]) => value),
      overload(['double'], ([value]) => {
        const float = toFloat(value);
        return Number.isFinite(float) ? toInt(BigInt(Math.trunc(float))) : fail('int() cannot take NaN or infinity');
      }),
      overload(['string'], ([text]) =>
        /^[+-]?\d{1,19}$/.test(text)
          ? toInt(BigInt(text.replace('+', '')))
          : fail('int() was given a text that is no int'),
      ),
      overload(['timestamp'], ([value]) => Math.floor(value.epochMs / 1000)),
    ],
  },
  {
    name: 'double',
    form: 'function',
    summary: 'as a double',
    overloads: [
      overload(['number'], ([value]) => toDouble(toFloat(value))),
      overload(['string'], ([text]) =>
        /^[+-]?\d{1,400}(\.\d{1,400})?([eE][+-]?\d{1,4})?$/.test(text)
          ? toDouble(Number(text))
          : fail('double() was given a text that is no number'),
      ),
    ],
  },
  {
    name: 'bool',
    form: 'function',
    summary: 'as a bool: the texts true, t, 1, false, f and 0',
    overloads: [
      overload(['bool'], ([value]) => value),
      overload(
        ['string'],
        ([text]) => BOOLEANS.get(text) ?? fail('bool() was given a text that is neither true nor false'),
      ),
    ],
  },
  {
    name: 'bytes',
    form: 'function',
    summary: 'a text as UTF-8 bytes',
    overloads: [
      overload(['bytes'], ([bytes]) => bytes),
      overload(['string'], ([text], resources) => {
        spend(resources, text.length);
        return new TextEncoder().encode(text);
      }),
    ],
  },
  {
    name: 'timestamp',
    form: 'function',
    summary: 'a time: RFC 3339 with a zone, or seconds since 1970',
    overloads: [
      overload(['timestamp'], ([value]) => value),
      overload(['string'], ([text]) => parseTimestamp(text)),
      overload(['int'], ([seconds]) => new Timestamp(Number(seconds) * 1000)),
    ],
  },
  {
    name: 'duration',
    form: 'function',
    summary: 'a length of time: `90s`, `1h30m`, `1.5s`; units from ns to d',
    overloads: [
      overload(['duration'], ([value]) => value),
      overload(['string'], ([text]) =>
        text.length <= 100 ? parseDurationText(text) : fail('duration() was given a text that is too long'),
      ),
    ],
  },
  { name: 'dyn', form: 'function', summary: 'the value itself', overloads: [overload(['any'], ([value]) => value)] },
  {
    name: 'type',
    form: 'function',
    summary: 'the type, to compare: type(x) == string; also null_type, bool, int, double, bytes, list, map',
    overloads: [overload(['any'], ([value]) => new TypeName(kindOf(value)))],
  },
  {
    name: 'json',
    form: 'function',
    summary: 'the value that a JSON text says',
    overloads: [
      overload(['string'], ([text], resources) => {
        spend(resources, text.length);
        return parseJson(text);
      }),
    ],
  },
  {
    name: 'toJson',
    form: 'function',
    summary: 'the value as a JSON text',
    overloads: [
      overload(['any'], ([value], resources) => {
        const asJson = toJsonValue(value, resources);
        spend(resources, createJsonMeter(TEXT_LIMIT).add(asJson));
        return JSON.stringify(asJson);
      }),
    ],
  },
  {
    name: 'base64.encode',
    form: 'function',
    summary: 'bytes as base64',
    overloads: [
      overload(['bytes'], ([bytes], resources) => {
        spendOnText(resources, bytes.length);
        return Buffer.from(bytes).toString('base64');
      }),
    ],
  },
  {
    name: 'base64.decode',
    form: 'function',
    summary: 'the bytes that base64 says',
    overloads: [
      overload(['string'], ([text], resources) => {
        spend(resources, text.length);
        if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) fail('base64.decode() was given a text that is not base64');
        return new Uint8Array(Buffer.from(text, 'base64'));
      }),
    ],
  },
];

function toUtf8Text(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return fail('string() was given bytes that are not UTF-8');
  }
}

function parseJson(text: string): CelValue {
  try {
    const value: JsonValue = JSON.parse(text);
    return value;
  } catch {
    return fail('json() was given a text that is not JSON');
  }
}
