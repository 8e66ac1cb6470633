import type { ByteRange } from '../tasks/artifacts/read-content.js';

/**
 * What a header `Range` asks for of so many bytes: null for all of them, which is also the answer to several ranges, other
 * units and what cannot be read; `unsatisfiable` where it begins behind the end.
 */
export function toByteRange(header: string | undefined, size: number): ByteRange | null | 'unsatisfiable' {
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '') ?? [];
  if (first === '' && last === '') return null;
  if (first === '') return last === '0' || size === 0 ? 'unsatisfiable' : fromEnd(Math.min(Number(last), size), size);
  const offset = Number(first);
  const end = last === '' ? size : Math.min(Number(last) + 1, size);
  if (last !== '' && Number(last) < offset) return null;
  return offset >= size ? 'unsatisfiable' : { offset, length: end - offset };
}

function fromEnd(length: number, size: number): ByteRange {
  return { offset: size - length, length };
}
