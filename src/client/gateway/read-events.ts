/** One of `text/event-stream`. */
export interface ServerEvent {
  readonly event: string;
  readonly data: string;
}

/** As they come; comments and fields that nobody needs are passed over. */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerEvent, void> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    const blocks = (rest + decoder.decode(chunk, { stream: true })).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const event = toEvent(block);
      if (event !== null) yield event;
    }
  }
}

function toEvent(block: string): ServerEvent | null {
  const fields = block.split('\n').map((line) => {
    const [, name = '', value = ''] = /^([^:]*): ?(.*)$/.exec(line) ?? [];
    return { name, value };
  });
  const event = fields.find(({ name }) => name === 'event');
  const data = fields.filter(({ name }) => name === 'data').map(({ value }) => value);
  return event === undefined ? null : { event: event.value, data: data.join('\n') };
}
