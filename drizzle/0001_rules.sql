-- What a schema file of drizzle cannot say.

CREATE FUNCTION taskwright.is_ended(status text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN status IN ('completed', 'failed', 'timed_out', 'cancelled', 'skipped', 'terminated', 'lost');
--> statement-breakpoint
-- Statuses change often: room on the page keeps such an update away from the indexes.
ALTER TABLE taskwright.tasks SET (fillfactor = 80);
--> statement-breakpoint
ALTER TABLE taskwright.attempts SET (fillfactor = 85);
--> statement-breakpoint
CREATE FUNCTION taskwright.refuse_change() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'taskwright.events is append-only';
END
$$;
--> statement-breakpoint
CREATE TRIGGER events_are_append_only BEFORE UPDATE OR DELETE ON taskwright.events
FOR EACH ROW EXECUTE FUNCTION taskwright.refuse_change();
