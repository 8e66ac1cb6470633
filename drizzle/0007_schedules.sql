CREATE TABLE "taskwright"."schedules" (
	"workspace" text COLLATE "C" NOT NULL,
	"subject" text NOT NULL,
	"id" text COLLATE "C" NOT NULL,
	"target" text COLLATE "C" NOT NULL,
	"version" text,
	"spec" text NOT NULL,
	"input" text NOT NULL,
	"task_queue" text NOT NULL,
	"revision" integer NOT NULL,
	"applied_revision" integer DEFAULT 0 NOT NULL,
	"is_removed" boolean DEFAULT false NOT NULL,
	"last_run_id" text,
	"last_fired_at" bigint,
	"last_error" text,
	"created_by" text NOT NULL,
	"created_at" bigint NOT NULL,
	"changed_at" bigint NOT NULL,
	CONSTRAINT "schedules_workspace_subject_id_pk" PRIMARY KEY("workspace","subject","id")
);
--> statement-breakpoint
CREATE INDEX "schedules_by_target" ON "taskwright"."schedules" USING btree ("workspace","subject","target");--> statement-breakpoint
CREATE INDEX "schedules_to_apply" ON "taskwright"."schedules" USING btree ("changed_at") WHERE applied_revision <> revision;