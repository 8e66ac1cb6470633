/** From a value down to a part of it: `['body', 0, 'url']`. */
export type FieldPath = readonly (string | number)[];

/** How deep lists and objects may nest in a value that is searched for `${{ }}`. */
export const RENDER_DEPTH_LIMIT = 200;

/** `/a: with` and `['body', 0, 'x y']` make `/a: with.body[0]["x y"]`. */
export function appendToPlace(place: string, field: FieldPath): string {
  return field.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return /^[\w-]+$/.test(part) ? `${text}.${part}` : `${text}[${JSON.stringify(part)}]`;
  }, place);
}
