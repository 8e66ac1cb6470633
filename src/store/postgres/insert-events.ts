import type { NewTaskEvent } from '../store.js';
import { statement, type Statement } from './statement.js';

/**
 * Events that a workflow has decided, each once. What is kept with the message (the comment, how the person is known) is
 * put among their fields as the text that it is: nobody looks inside, so it may be anything that is JSON.
 */
export function insertEvents(runKey: string, events: readonly NewTaskEvent[]): Statement {
  const asked = events.map(({ after, messageId = null, ...event }) => ({
    ...event,
    message: messageId,
    fields: JSON.stringify(after).slice(0, -1),
  }));
  return statement`
    insert into taskwright.events (run_key, path, visit, type, actor, before, after, reason, at, note_id)
    select ${runKey}, asked.path, asked.visit, asked.type, asked.actor, 'null',
      case
        when asked.message is null then fields || '}'
        when payload.value is null then fields || ',"comment":null,"how":"temporal"}'
        else fields || ',' || substr(payload.value, 2)
      end,
      null, asked.at, asked.id
    from rows from (
      json_to_recordset(${JSON.stringify(asked)}::text::json) as (
        id text, path text, visit int, type text, actor text, at bigint, message text, fields text
      )
    ) with ordinality as asked (id, path, visit, type, actor, at, message, fields, place)
    left join taskwright.payloads payload on payload.run_key = ${runKey} and payload.id = asked.message
    order by asked.place
    on conflict (run_key, note_id) where note_id is not null do nothing`;
}
