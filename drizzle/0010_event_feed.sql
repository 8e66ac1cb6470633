-- Hands events on to whoever wants to hear of them, in the transaction of the event. Nobody does: one look at an empty
-- table a statement.

CREATE FUNCTION taskwright.feed_events() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM taskwright.event_interests) THEN
    RETURN NULL;
  END IF;
  INSERT INTO taskwright.outgoing_events (consumer, event, created_at)
  SELECT DISTINCT ON (added.id, interest.consumer) interest.consumer,
    (jsonb_build_object('source', TG_ARGV[0]) || to_jsonb(added))::text,
    (extract(epoch FROM clock_timestamp()) * 1000)::bigint
  FROM added
  JOIN taskwright.event_interests interest ON interest.type IN (added.type, '*')
  ORDER BY added.id, interest.consumer;
  IF FOUND THEN
    PERFORM pg_notify('taskwright_events', '');
  END IF;
  RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE TRIGGER events_are_fed AFTER INSERT ON taskwright.events
REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION taskwright.feed_events('run');
--> statement-breakpoint
CREATE TRIGGER task_events_are_fed AFTER INSERT ON taskwright.task_events
REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION taskwright.feed_events('task');
