/** Keeps the end of a stream, in memory that does not grow with it. */
export interface OutputTail {
  push(chunk: Buffer): void;
  /** The text, with a note in front when something was dropped. */
  toText(): string;
}

/** Where the cut is moved to the next line, at most. */
const MAX_LINE_SKIP_BYTES = 4096;

export function createOutputTail(maxBytes: number): OutputTail {
  let chunks: Buffer[] = [];
  let keptBytes = 0;
  let droppedBytes = 0;
  const trim = () => {
    const all = Buffer.concat(chunks);
    const tail = all.subarray(Math.max(0, all.length - maxBytes));
    droppedBytes += all.length - tail.length;
    chunks = [tail];
    keptBytes = tail.length;
  };
  return {
    push(chunk) {
      chunks.push(chunk);
      keptBytes += chunk.length;
      if (keptBytes > 2 * maxBytes) trim();
    },
    toText() {
      if (keptBytes > maxBytes) trim();
      const tail = Buffer.concat(chunks);
      if (droppedBytes === 0) return tail.toString();
      const start = findWholeStart(tail);
      return `[the first ${droppedBytes + start} bytes were dropped]\n${tail.toString('utf8', start)}`;
    },
  };
}

/** The start of the first whole line if one is near, else of the first whole character. */
function findWholeStart(tail: Buffer): number {
  const lineEnd = tail.subarray(0, MAX_LINE_SKIP_BYTES).indexOf(0x0a);
  if (lineEnd >= 0) return lineEnd + 1;
  let start = 0;
  while (start < 4 && ((tail[start] ?? 0) & 0xc0) === 0x80) start += 1;
  return start;
}
