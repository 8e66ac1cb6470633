import { text } from 'node:stream/consumers';
import type { Io } from './io.js';

export interface ProcessIo extends Io {
  /** Answers when all that was written has left the process. */
  flush(): Promise<void>;
}

export function createProcessIo(host: NodeJS.Process): ProcessIo {
  const { stdin, stdout, stderr, env } = host;
  const isPlain = (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb';
  let drawing: { note(line: string): void } | null = null;
  dropWhatNobodyReads(stdout);
  dropWhatNobodyReads(stderr);
  return {
    env,
    cwd: host.cwd(),
    isLive: stderr.isTTY === true && !isPlain,
    size: () => ({ columns: stderr.columns || DEFAULT_SIZE.columns, rows: stderr.rows || DEFAULT_SIZE.rows }),
    out: (line) => void stdout.write(`${line}\n`),
    note: (line) => (drawing ? drawing.note(line) : void stderr.write(`${line}\n`)),
    async openDrawing() {
      const { createLogUpdate } = await import('log-update');
      const update = createLogUpdate(withSize(stderr));
      let drawn = '';
      drawing = {
        note(line) {
          update.clear();
          stderr.write(`${line}\n`);
          if (drawn !== '') update(drawn);
        },
      };
      return {
        draw(picture) {
          drawn = picture;
          update(picture);
        },
        close() {
          drawing = null;
          update.done();
        },
      };
    },
    readInput: () => text(stdin),
    async flush() {
      await Promise.all([stdout, stderr].map((stream) => new Promise<void>((done) => stream.write('', () => done()))));
    },
  };
}

const DEFAULT_SIZE = { columns: 80, rows: 24 } as const;

/** A terminal without a window (of CI, of `script`) says that it is 0 by 0, and nothing would be drawn in it. */
function withSize(stream: NodeJS.WriteStream): NodeJS.WriteStream {
  if (stream.columns > 0 && stream.rows > 0) return stream;
  const { columns, rows } = DEFAULT_SIZE;
  return Object.create(stream, { columns: { value: columns }, rows: { value: rows } });
}

/** `taskwright runs | head` is no failure: what nobody reads is dropped. */
function dropWhatNobodyReads(stream: NodeJS.WriteStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}
