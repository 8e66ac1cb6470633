/** What a command has of the outside: data goes to `out`, words for people to `note`. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Whether words go to a terminal that takes colours and may be written over. */
  readonly isLive: boolean;
  /** Columns and rows of that terminal. */
  size(): { readonly columns: number; readonly rows: number };
  /** A line (or more) to stdout. */
  out(text: string): void;
  /** A line (or more) to stderr. */
  note(text: string): void;
  /** A picture that is drawn again and again, with notes above it; only where `isLive`. */
  openDrawing(): Promise<Drawing>;
  /** All of stdin. */
  readInput(): Promise<string>;
}

export interface Drawing {
  /** Replaces what was drawn before. */
  draw(picture: string): void;
  /** Leaves the last picture, and goes on below it. */
  close(): void;
}
