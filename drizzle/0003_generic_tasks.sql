CREATE TABLE "taskwright"."answered_requests" (
	"workspace" text COLLATE "C" NOT NULL,
	"scope" text COLLATE "C" NOT NULL,
	"key" text COLLATE "C" NOT NULL,
	"request_hash" text NOT NULL,
	"answer" text,
	"created_at" bigint NOT NULL,
	CONSTRAINT "answered_requests_workspace_scope_key_pk" PRIMARY KEY("workspace","scope","key")
);
--> statement-breakpoint
CREATE TABLE "taskwright"."artifact_chunks" (
	"workspace" text COLLATE "C" NOT NULL,
	"artifact_id" text COLLATE "C" NOT NULL,
	"index" integer NOT NULL,
	"bytes" "bytea" NOT NULL,
	CONSTRAINT "artifact_chunks_workspace_artifact_id_index_pk" PRIMARY KEY("workspace","artifact_id","index")
);
--> statement-breakpoint
CREATE TABLE "taskwright"."artifacts" (
	"workspace" text COLLATE "C" NOT NULL,
	"id" text COLLATE "C" NOT NULL,
	"task_id" text COLLATE "C" NOT NULL,
	"name" text NOT NULL,
	"type" text NOT NULL,
	"media_type" text NOT NULL,
	"version" integer NOT NULL,
	"previous_id" text COLLATE "C",
	"file_path" text,
	"size" bigint NOT NULL,
	"sha256" text NOT NULL,
	"is_complete" boolean NOT NULL,
	"created_by" text NOT NULL,
	"created_at" bigint NOT NULL,
	CONSTRAINT "artifacts_workspace_id_pk" PRIMARY KEY("workspace","id")
);
--> statement-breakpoint
CREATE TABLE "taskwright"."generic_tasks" (
	"workspace" text COLLATE "C" NOT NULL,
	"task_id" text COLLATE "C" NOT NULL,
	"run_key" text COLLATE "C" NOT NULL,
	"root_id" text COLLATE "C" NOT NULL,
	"parent_id" text COLLATE "C",
	"level" integer NOT NULL,
	"hierarchy_path" text COLLATE "C" NOT NULL,
	"position" integer NOT NULL,
	"task_type" text NOT NULL,
	"kind" text NOT NULL,
	"title" text NOT NULL,
	"description" text,
	"status" text NOT NULL,
	"stage" text NOT NULL,
	"attributes" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"context" text,
	"complexity" text,
	"specialist_type" text,
	"assignee" text,
	"team" text,
	"estimated_effort" text,
	"due_at" bigint,
	"start_after_at" bigint,
	"is_overdue_noted" boolean DEFAULT false NOT NULL,
	"escalation_contacts" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"approval" text,
	"auto_complete" boolean DEFAULT false NOT NULL,
	"on_complete" text,
	"gates" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"template_id" text,
	"superseded_by" text COLLATE "C",
	"blocked_by" text,
	"lease_expires_at" bigint,
	"outputs" text,
	"summary" text,
	"error" text,
	"version" integer DEFAULT 1 NOT NULL,
	"created_by" text NOT NULL,
	"created_at" bigint NOT NULL,
	"updated_at" bigint NOT NULL,
	"started_at" bigint,
	"ended_at" bigint,
	"deleted_at" bigint,
	"search" "tsvector" GENERATED ALWAYS AS (to_tsvector('simple', left(title, 10000) || ' ' || left(coalesce(description, ''), 100000))) STORED,
	CONSTRAINT "generic_tasks_workspace_task_id_pk" PRIMARY KEY("workspace","task_id")
);
--> statement-breakpoint
CREATE TABLE "taskwright"."registrations" (
	"workspace" text COLLATE "C" NOT NULL,
	"sort" text NOT NULL,
	"name" text COLLATE "C" NOT NULL,
	"body" text NOT NULL,
	"created_by" text NOT NULL,
	"created_at" bigint NOT NULL,
	CONSTRAINT "registrations_workspace_sort_name_pk" PRIMARY KEY("workspace","sort","name")
);
--> statement-breakpoint
CREATE TABLE "taskwright"."task_decisions" (
	"workspace" text COLLATE "C" NOT NULL,
	"task_id" text COLLATE "C" NOT NULL,
	"id" bigint GENERATED ALWAYS AS IDENTITY (sequence name "taskwright"."task_decisions_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"by" text NOT NULL,
	"roles" jsonb NOT NULL,
	"decision" text NOT NULL,
	"comment" text,
	"at" bigint NOT NULL,
	CONSTRAINT "task_decisions_workspace_task_id_id_pk" PRIMARY KEY("workspace","task_id","id")
);
--> statement-breakpoint
CREATE TABLE "taskwright"."task_dependencies" (
	"workspace" text COLLATE "C" NOT NULL,
	"task_id" text COLLATE "C" NOT NULL,
	"prerequisite_id" text COLLATE "C" NOT NULL,
	"type" text NOT NULL,
	"is_mandatory" boolean DEFAULT true NOT NULL,
	"description" text,
	"criticality" text,
	"output" text,
	"input_name" text,
	"roles" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"users" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"quorum" integer DEFAULT 1 NOT NULL,
	"waived_by" text,
	"waived_reason" text,
	"waived_at" bigint,
	"created_by" text NOT NULL,
	"created_at" bigint NOT NULL,
	CONSTRAINT "task_dependencies_workspace_task_id_prerequisite_id_type_pk" PRIMARY KEY("workspace","task_id","prerequisite_id","type")
);
--> statement-breakpoint
CREATE TABLE "taskwright"."task_events" (
	"workspace" text COLLATE "C" NOT NULL,
	"task_id" text COLLATE "C" NOT NULL,
	"id" bigint GENERATED ALWAYS AS IDENTITY (sequence name "taskwright"."task_events_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"run_key" text COLLATE "C" NOT NULL,
	"type" text NOT NULL,
	"actor" text NOT NULL,
	"before" text,
	"after" text,
	"reason" text,
	"at" bigint NOT NULL,
	CONSTRAINT "task_events_workspace_task_id_id_pk" PRIMARY KEY("workspace","task_id","id")
);
--> statement-breakpoint
CREATE TABLE "taskwright"."templates" (
	"workspace" text COLLATE "C" NOT NULL,
	"id" text COLLATE "C" NOT NULL,
	"version" text NOT NULL,
	"category" text,
	"body" text NOT NULL,
	"created_by" text NOT NULL,
	"created_at" bigint NOT NULL,
	"updated_at" bigint NOT NULL,
	CONSTRAINT "templates_workspace_id_pk" PRIMARY KEY("workspace","id")
);
--> statement-breakpoint
CREATE INDEX "answered_requests_by_age" ON "taskwright"."answered_requests" USING btree ("created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "artifacts_by_name" ON "taskwright"."artifacts" USING btree ("workspace","task_id","name","version");--> statement-breakpoint
CREATE INDEX "generic_tasks_of_run" ON "taskwright"."generic_tasks" USING btree ("run_key");--> statement-breakpoint
CREATE INDEX "generic_tasks_children" ON "taskwright"."generic_tasks" USING btree ("workspace","parent_id","position");--> statement-breakpoint
CREATE INDEX "generic_tasks_by_path" ON "taskwright"."generic_tasks" USING btree ("workspace","hierarchy_path");--> statement-breakpoint
CREATE INDEX "generic_tasks_by_status" ON "taskwright"."generic_tasks" USING btree ("workspace","status","created_at");--> statement-breakpoint
CREATE INDEX "generic_tasks_by_stage" ON "taskwright"."generic_tasks" USING btree ("workspace","stage","created_at");--> statement-breakpoint
CREATE INDEX "generic_tasks_by_type" ON "taskwright"."generic_tasks" USING btree ("workspace","task_type","created_at");--> statement-breakpoint
CREATE INDEX "generic_tasks_by_age" ON "taskwright"."generic_tasks" USING btree ("workspace","created_at","task_id");--> statement-breakpoint
CREATE INDEX "generic_tasks_by_change" ON "taskwright"."generic_tasks" USING btree ("workspace","updated_at");--> statement-breakpoint
CREATE INDEX "generic_tasks_by_assignee" ON "taskwright"."generic_tasks" USING btree ("workspace","assignee");--> statement-breakpoint
CREATE INDEX "generic_tasks_by_attributes" ON "taskwright"."generic_tasks" USING gin ("attributes" jsonb_path_ops);--> statement-breakpoint
CREATE INDEX "generic_tasks_by_words" ON "taskwright"."generic_tasks" USING gin ("search");--> statement-breakpoint
CREATE INDEX "task_dependencies_by_prerequisite" ON "taskwright"."task_dependencies" USING btree ("workspace","prerequisite_id");--> statement-breakpoint
CREATE INDEX "task_events_of_run" ON "taskwright"."task_events" USING btree ("run_key","id");--> statement-breakpoint
CREATE FUNCTION taskwright.refuse_task_change() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'taskwright.% is append-only', TG_TABLE_NAME;
END
$$;
--> statement-breakpoint
CREATE TRIGGER task_events_are_append_only BEFORE UPDATE OR DELETE ON taskwright.task_events
FOR EACH ROW EXECUTE FUNCTION taskwright.refuse_task_change();
--> statement-breakpoint
CREATE TRIGGER task_decisions_are_append_only BEFORE UPDATE OR DELETE ON taskwright.task_decisions
FOR EACH ROW EXECUTE FUNCTION taskwright.refuse_task_change();
--> statement-breakpoint
-- What tools of the old dual model read.
CREATE VIEW taskwright.legacy_task_breakdowns AS
SELECT workspace, task_id AS parent_task_id, description, complexity, context, created_at
FROM taskwright.generic_tasks WHERE parent_id IS NULL AND deleted_at IS NULL;
--> statement-breakpoint
CREATE VIEW taskwright.legacy_subtasks AS
SELECT task.workspace, task.task_id, task.parent_id AS parent_task_id, task.title, task.description, task.specialist_type,
  coalesce((
    SELECT jsonb_agg(dependency.prerequisite_id ORDER BY dependency.created_at, dependency.prerequisite_id)
    FROM taskwright.task_dependencies dependency
    WHERE dependency.workspace = task.workspace AND dependency.task_id = task.task_id
  ), '[]'::jsonb) AS dependencies,
  task.estimated_effort, task.status, task.created_at
FROM taskwright.generic_tasks task WHERE task.parent_id IS NOT NULL AND task.deleted_at IS NULL;
