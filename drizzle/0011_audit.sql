CREATE TABLE "taskwright"."audit" (
	"run_key" text COLLATE "C" NOT NULL,
	"number" bigint NOT NULL,
	"at" bigint NOT NULL,
	"path" text COLLATE "C" NOT NULL,
	"visit" integer NOT NULL,
	"type" text NOT NULL,
	"actor" text NOT NULL,
	"before" text,
	"after" text,
	"reason" text,
	"source" text NOT NULL,
	"source_id" bigint NOT NULL,
	"previous_hash" text NOT NULL,
	"hash" text NOT NULL,
	CONSTRAINT "audit_run_key_number_pk" PRIMARY KEY("run_key","number")
);
--> statement-breakpoint
ALTER TABLE "taskwright"."events" ADD COLUMN "note_id" text COLLATE "C";--> statement-breakpoint
ALTER TABLE "taskwright"."generic_tasks" ADD COLUMN "approval_due_at" bigint;--> statement-breakpoint
ALTER TABLE "taskwright"."generic_tasks" ADD COLUMN "remind_at" bigint;--> statement-breakpoint
ALTER TABLE "taskwright"."task_decisions" ADD COLUMN "delegated_to" text;--> statement-breakpoint
CREATE UNIQUE INDEX "audit_by_source" ON "taskwright"."audit" USING btree ("run_key","source","source_id");--> statement-breakpoint
CREATE UNIQUE INDEX "events_by_note" ON "taskwright"."events" USING btree ("run_key","note_id") WHERE note_id is not null;--> statement-breakpoint
-- What somebody did, and what is decided about approvals, by whom- or whatsoever. Creating tasks and keeping work says by
-- whom in its own row, and there is much of it.
CREATE FUNCTION taskwright.is_act(type text, actor text, before text, after text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN type LIKE 'decision.%' OR type LIKE 'approval.%'
  OR (actor <> 'system' AND type NOT IN ('task.created', 'artifact.added')
    AND (type LIKE 'run.%' OR coalesce(before, 'null') = 'null' OR before IS DISTINCT FROM after));
--> statement-breakpoint
CREATE VIEW taskwright.acts AS
SELECT 'events' AS source, id AS source_id, run_key, path, visit, type, actor, before, after, reason, at
FROM taskwright.events WHERE taskwright.is_act(type, actor, before, after)
UNION ALL
SELECT 'task_events', event.id, event.run_key,
  CASE WHEN task.parent_id IS NULL THEN '/' ELSE substr(task.hierarchy_path, length(task.root_id) + 2) END COLLATE "C",
  1, event.type, event.actor, event.before, event.after, event.reason, event.at
FROM taskwright.task_events event
LEFT JOIN taskwright.generic_tasks task ON task.workspace = event.workspace AND task.task_id = event.task_id
WHERE taskwright.is_act(event.type, event.actor, event.before, event.after);
--> statement-breakpoint
-- Callers hold the lock of the chain, or the whole database.
CREATE FUNCTION taskwright.append_act(act taskwright.acts) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  last_number bigint;
  last_hash text;
  fields text := '';
  field text;
BEGIN
  SELECT number, hash INTO last_number, last_hash
  FROM taskwright.audit WHERE run_key = act.run_key ORDER BY number DESC LIMIT 1;
  last_number := coalesce(last_number, 0) + 1;
  last_hash := coalesce(last_hash, repeat('0', 64));
  FOREACH field IN ARRAY ARRAY[last_hash, act.run_key, last_number::text, act.at::text, act.path, act.visit::text, act.type,
    act.actor, act.before, act.after, act.reason, act.source, act.source_id::text] LOOP
    -- Neither a comma nor a quote in a field can make two entries look the same.
    fields := fields || coalesce(octet_length(convert_to(field, 'UTF8')) || ':' || field, '-') || ';';
  END LOOP;
  INSERT INTO taskwright.audit (run_key, number, at, path, visit, type, actor, before, after, reason, source, source_id,
    previous_hash, hash)
  VALUES (act.run_key, last_number, act.at, act.path, act.visit, act.type, act.actor, act.before, act.after, act.reason,
    act.source, act.source_id, last_hash,
    encode(sha256(convert_to(fields, 'UTF8')), 'hex'));
END
$$;
--> statement-breakpoint
-- Two writers of one chain come one after another: what the first has appended is seen behind the lock.
CREATE FUNCTION taskwright.note_act() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  act_path text := '/';
  act_visit integer := 1;
BEGIN
  IF NOT taskwright.is_act(NEW.type, NEW.actor, NEW.before, NEW.after) THEN
    RETURN NULL;
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('taskwright.audit ' || NEW.run_key, 0));
  IF TG_TABLE_NAME = 'events' THEN
    act_path := NEW.path;
    act_visit := NEW.visit;
  ELSE
    SELECT path INTO act_path FROM taskwright.acts
    WHERE source = 'task_events' AND run_key = NEW.run_key AND source_id = NEW.id;
  END IF;
  PERFORM taskwright.append_act(ROW(TG_TABLE_NAME, NEW.id, NEW.run_key, act_path, act_visit, NEW.type, NEW.actor, NEW.before,
    NEW.after, NEW.reason, NEW.at)::taskwright.acts);
  RETURN NULL;
END
$$;
--> statement-breakpoint
-- The condition is looked at for every event there is, and calls nothing therefore.
CREATE TRIGGER events_are_audited AFTER INSERT ON taskwright.events
FOR EACH ROW WHEN (NEW.actor <> 'system' OR NEW.type LIKE 'approval.%' OR NEW.type LIKE 'decision.%')
EXECUTE FUNCTION taskwright.note_act();
--> statement-breakpoint
CREATE TRIGGER task_events_are_audited AFTER INSERT ON taskwright.task_events
FOR EACH ROW WHEN (NEW.actor <> 'system' OR NEW.type LIKE 'approval.%' OR NEW.type LIKE 'decision.%')
EXECUTE FUNCTION taskwright.note_act();
--> statement-breakpoint
CREATE FUNCTION taskwright.refuse_any_change() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'taskwright.% is append-only', TG_TABLE_NAME;
END
$$;
--> statement-breakpoint
CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE ON taskwright.audit
FOR EACH ROW EXECUTE FUNCTION taskwright.refuse_any_change();
--> statement-breakpoint
CREATE TRIGGER audit_is_never_emptied BEFORE TRUNCATE ON taskwright.audit
FOR EACH STATEMENT EXECUTE FUNCTION taskwright.refuse_any_change();
--> statement-breakpoint
CREATE TRIGGER events_are_never_emptied BEFORE TRUNCATE ON taskwright.events
FOR EACH STATEMENT EXECUTE FUNCTION taskwright.refuse_any_change();
--> statement-breakpoint
CREATE TRIGGER task_events_are_never_emptied BEFORE TRUNCATE ON taskwright.task_events
FOR EACH STATEMENT EXECUTE FUNCTION taskwright.refuse_any_change();
--> statement-breakpoint
CREATE TRIGGER task_decisions_are_never_emptied BEFORE TRUNCATE ON taskwright.task_decisions
FOR EACH STATEMENT EXECUTE FUNCTION taskwright.refuse_any_change();
--> statement-breakpoint
-- What happened before there was a trail. The triggers above keep everybody else from writing events meanwhile.
DO $$
DECLARE
  act taskwright.acts;
BEGIN
  FOR act IN SELECT * FROM taskwright.acts ORDER BY run_key, at, source, source_id LOOP
    PERFORM taskwright.append_act(act);
  END LOOP;
END
$$;
