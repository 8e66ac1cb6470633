/** Many ids in one text: joined by spaces, which ids never contain, and runs of item numbers as `from..to`. */
export function packIds(ids: readonly string[]): string {
  const parts: string[] = [];
  for (let index = 0; index < ids.length;) {
    const first = ids[index] ?? '';
    let length = 1;
    if (isItemNumber(first)) while (ids[index + length] === String(Number(first) + length)) length += 1;
    parts.push(length > 1 ? `${first}..${Number(first) + length - 1}` : first);
    index += length;
  }
  return parts.join(' ');
}

/** `007` is an id like any other. */
function isItemNumber(id: string): boolean {
  return /^\d{1,9}$/.test(id) && String(Number(id)) === id;
}

export function unpackIds(text: string): string[] {
  return text.split(' ').flatMap((part) => {
    const range = /^(\d+)\.\.(\d+)$/.exec(part);
    if (!range) return [part];
    const first = Number(range[1]);
    return Array.from({ length: Number(range[2]) - first + 1 }, (_, offset) => String(first + offset));
  });
}
