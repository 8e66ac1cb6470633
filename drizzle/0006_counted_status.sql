ALTER TABLE "taskwright"."tasks" ADD COLUMN "counts_as" text;
--> statement-breakpoint
-- What a task of another run means for who needs it.
CREATE FUNCTION taskwright.counted_status(status text, reason text, counts_as text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(counts_as, CASE WHEN status = 'skipped' AND reason = 'dependency_failed' THEN 'failed' ELSE status END);
--> statement-breakpoint
-- What a failed attempt means for others, its run has yet to say.
CREATE FUNCTION taskwright.has_settled(status text, version text, attempt_version text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN taskwright.is_ended(status) AND (status NOT IN ('failed', 'timed_out') OR version > attempt_version COLLATE "C");
