import picocolors from 'picocolors';

/** Colours for text; without a terminal that takes them, the text as it is. */
export interface Paint {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
  cyan(text: string): string;
}

export const plainPaint: Paint = picocolors.createColors(false);

export const colourPaint: Paint = picocolors.createColors(true);
