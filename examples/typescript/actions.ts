import { defineAction } from 'taskwright';
import { z } from 'zod';

/** Counts the words of a text; its input and output are checked against the schemas. */
export const countWords = defineAction({
  name: 'count-words',
  input: z.strictObject({ text: z.string() }),
  output: z.object({ words: z.int().nonnegative() }),
  run: ({ text }) => ({ words: text.split(/\s+/).filter((word) => word !== '').length }),
});
