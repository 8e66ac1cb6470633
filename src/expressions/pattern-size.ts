const REPETITION = /\{(\d+)(?:,(\d*))?\}/y;
const FLAGS = /\(\?[A-Za-z-]+\)/y;
const POSIX_CLASS = /\[:\^?\w+:\]/y;
const UNICODE_CLASS_SIZE = 20;

/**
 * How large the program of a regular expression becomes, without compiling it: repetitions multiply what they repeat, so
 * that a short pattern can ask for a very large one.
 */
export function estimatePatternSize(source: string): number {
  const groups: number[] = [0];
  let last = 0;
  const add = (size: number) => {
    last = size;
    groups.push((groups.pop() ?? 0) + size);
  };

  for (let at = 0; at < source.length; at += 1) {
    switch (source[at]) {
      case '\\': {
        const escaped = source[at + 1];
        if (escaped === 'Q') {
          const end = source.indexOf('\\E', at + 2);
          const quotedEnd = end === -1 ? source.length : end;
          if (quotedEnd > at + 2) add(quotedEnd - at);
          at = quotedEnd;
        } else if (escaped === 'p' || escaped === 'P') {
          add(UNICODE_CLASS_SIZE);
          if (source[at + 2] === '{') at = Math.max(at, source.indexOf('}', at) - 1);
          else at += 1;
        } else add(1);
        at += 1;
        break;
      }
      case '[': {
        const end = toClassEnd(source, at);
        add(1 + (end - at) / 4 + countUnicodeClasses(source.slice(at, end)) * UNICODE_CLASS_SIZE);
        at = end;
        break;
      }
      case '(': {
        const flags = matchAt(FLAGS, source, at);
        if (flags) at += flags[0].length - 1;
        else groups.push(0);
        break;
      }
      case ')': {
        const size = groups.pop() ?? 0;
        if (groups.length === 0) groups.push(0);
        add(size + 2);
        break;
      }
      case '{': {
        const match = matchAt(REPETITION, source, at);
        const least = Number(match?.[1] ?? 1);
        const count = Math.max(1, least, Number(match?.[2] ?? 1));
        // Each copy that may be missing has a branch around it.
        const repeated = last * count + Math.max(0, count - least);
        groups.push((groups.pop() ?? 0) + repeated - last);
        last = repeated;
        if (match) at += match[0].length - 1;
        break;
      }
      case '*':
      case '+':
      case '?':
        groups.push((groups.pop() ?? 0) + 1);
        last += 1;
        break;
      default:
        add(1);
    }
  }
  return groups.reduce((total, size) => total + size, 0);
}

/** The place of the `]` that ends the class; the end of the text where there is none. */
function toClassEnd(source: string, start: number): number {
  let at = start + (source[start + 1] === '^' ? 2 : 1);
  if (source[at] === ']') at += 1;
  while (at < source.length && source[at] !== ']') {
    const posix = matchAt(POSIX_CLASS, source, at);
    at += posix ? posix[0].length : source[at] === '\\' ? 2 : 1;
  }
  return Math.min(at, source.length);
}

function countUnicodeClasses(text: string): number {
  return text.split(/\\[pP]/).length - 1;
}

function matchAt(sticky: RegExp, source: string, at: number): RegExpExecArray | null {
  sticky.lastIndex = at;
  return sticky.exec(source);
}
