CREATE SCHEMA IF NOT EXISTS "taskwright";
--> statement-breakpoint
CREATE TABLE "taskwright"."answers" (
	"run_key" text COLLATE "C" NOT NULL,
	"id" text COLLATE "C" NOT NULL,
	"answer" text,
	CONSTRAINT "answers_run_key_id_pk" PRIMARY KEY("run_key","id")
);
--> statement-breakpoint
CREATE TABLE "taskwright"."attempts" (
	"run_key" text COLLATE "C" NOT NULL,
	"path" text COLLATE "C" NOT NULL,
	"visit" integer NOT NULL,
	"attempt" integer NOT NULL,
	"caller" text NOT NULL,
	"status" text NOT NULL,
	"error" text,
	"retry_in_ms" bigint,
	"started_at" bigint NOT NULL,
	"ended_at" bigint,
	CONSTRAINT "attempts_run_key_path_visit_attempt_pk" PRIMARY KEY("run_key","path","visit","attempt")
);
--> statement-breakpoint
CREATE TABLE "taskwright"."consumptions" (
	"run_key" text COLLATE "C" NOT NULL,
	"path" text COLLATE "C" NOT NULL,
	"visit" integer NOT NULL,
	"signal_id" text COLLATE "C" NOT NULL,
	"distinct_key" text,
	CONSTRAINT "consumptions_run_key_path_visit_signal_id_pk" PRIMARY KEY("run_key","path","visit","signal_id")
);
--> statement-breakpoint
CREATE TABLE "taskwright"."definition_bodies" (
	"hash" text COLLATE "C" PRIMARY KEY NOT NULL,
	"body" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "taskwright"."definitions" (
	"workspace" text COLLATE "C" NOT NULL,
	"id" text COLLATE "C" NOT NULL,
	"version" text COLLATE "C" NOT NULL,
	"hash" text COLLATE "C" NOT NULL,
	"created_at" bigint NOT NULL,
	CONSTRAINT "definitions_workspace_id_version_pk" PRIMARY KEY("workspace","id","version")
);
--> statement-breakpoint
CREATE TABLE "taskwright"."dependencies" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"dependent_run_key" text COLLATE "C" NOT NULL,
	"dependent_path" text COLLATE "C" NOT NULL,
	"prerequisite_run_key" text COLLATE "C" NOT NULL,
	"prerequisite_path" text COLLATE "C" NOT NULL,
	"created_at" bigint NOT NULL,
	"is_answered" boolean NOT NULL
);
--> statement-breakpoint
CREATE TABLE "taskwright"."events" (
	"id" bigint GENERATED ALWAYS AS IDENTITY (sequence name "taskwright"."events_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"run_key" text COLLATE "C" NOT NULL,
	"path" text COLLATE "C" NOT NULL,
	"visit" integer NOT NULL,
	"type" text NOT NULL,
	"actor" text NOT NULL,
	"before" text,
	"after" text,
	"reason" text,
	"at" bigint NOT NULL,
	CONSTRAINT "events_run_key_id_pk" PRIMARY KEY("run_key","id")
);
--> statement-breakpoint
CREATE TABLE "taskwright"."outbox" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"from_run_key" text COLLATE "C",
	"to_run_key" text COLLATE "C" NOT NULL,
	"notice" text NOT NULL,
	"created_at" bigint NOT NULL,
	"is_delivered" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE TABLE "taskwright"."payloads" (
	"run_key" text COLLATE "C" NOT NULL,
	"id" text COLLATE "C" NOT NULL,
	"value" text,
	"actor" text NOT NULL,
	"created_at" bigint NOT NULL,
	CONSTRAINT "payloads_run_key_id_pk" PRIMARY KEY("run_key","id")
);
--> statement-breakpoint
CREATE TABLE "taskwright"."runs" (
	"run_key" text COLLATE "C" PRIMARY KEY NOT NULL,
	"workspace" text COLLATE "C" NOT NULL,
	"run_id" text COLLATE "C" NOT NULL,
	"temporal_run_id" text,
	"definition_id" text COLLATE "C" NOT NULL,
	"version" text NOT NULL,
	"definition_hash" text COLLATE "C" NOT NULL,
	"status" text DEFAULT 'pending' NOT NULL,
	"input" text,
	"output" text,
	"error" text,
	"started_by" text NOT NULL,
	"parent_run_key" text COLLATE "C",
	"parent_path" text COLLATE "C",
	"parent_visit" integer,
	"request_token" text NOT NULL,
	"created_at" bigint NOT NULL,
	"started_at" bigint,
	"ended_at" bigint,
	"ended_outside_at" bigint,
	"last_looked_at" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "taskwright"."signals" (
	"run_key" text COLLATE "C" NOT NULL,
	"id" text COLLATE "C" NOT NULL,
	"arrival" bigint GENERATED ALWAYS AS IDENTITY (sequence name "taskwright"."signals_arrival_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"name" text NOT NULL,
	"payload" text,
	"sender" text NOT NULL,
	"received_at" bigint NOT NULL,
	"path" text COLLATE "C",
	"status" text DEFAULT 'received' NOT NULL,
	CONSTRAINT "signals_run_key_id_pk" PRIMARY KEY("run_key","id")
);
--> statement-breakpoint
CREATE TABLE "taskwright"."tasks" (
	"run_key" text COLLATE "C" NOT NULL,
	"path" text COLLATE "C" NOT NULL,
	"parent_path" text COLLATE "C",
	"list_key" text COLLATE "C" GENERATED ALWAYS AS (run_key) STORED NOT NULL,
	"siblings_key" text COLLATE "C" GENERATED ALWAYS AS (run_key || ' ' || parent_path) STORED,
	"segment" text COLLATE "C" NOT NULL,
	"workspace" text COLLATE "C" NOT NULL,
	"task_id" text COLLATE "C" NOT NULL,
	"kind" text NOT NULL,
	"type" text,
	"action" text,
	"title" text,
	"description" text,
	"status" text NOT NULL,
	"visit" integer NOT NULL,
	"attempt" integer DEFAULT 0 NOT NULL,
	"open_caller" text,
	"fenced_visit" integer DEFAULT 0 NOT NULL,
	"reason" text,
	"output" text,
	"error" text,
	"attributes" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"locals" text,
	"waiting" text,
	"waiting_signal" text,
	"waiting_correlation" text,
	"ordinal" integer[] NOT NULL,
	"position" integer NOT NULL,
	"version" text COLLATE "C" DEFAULT '' NOT NULL,
	"attempt_version" text COLLATE "C" DEFAULT '' NOT NULL,
	"reset_version" text COLLATE "C" DEFAULT '' NOT NULL,
	"started_at" bigint,
	"ended_at" bigint,
	"deadline_at" bigint,
	"created_at" bigint NOT NULL,
	"updated_at" bigint NOT NULL,
	CONSTRAINT "tasks_run_key_path_pk" PRIMARY KEY("run_key","path")
);
--> statement-breakpoint
ALTER TABLE "taskwright"."answers" ADD CONSTRAINT "answers_run_key_runs_run_key_fk" FOREIGN KEY ("run_key") REFERENCES "taskwright"."runs"("run_key") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "taskwright"."definitions" ADD CONSTRAINT "definitions_hash_definition_bodies_hash_fk" FOREIGN KEY ("hash") REFERENCES "taskwright"."definition_bodies"("hash") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "taskwright"."payloads" ADD CONSTRAINT "payloads_run_key_runs_run_key_fk" FOREIGN KEY ("run_key") REFERENCES "taskwright"."runs"("run_key") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "taskwright"."runs" ADD CONSTRAINT "runs_definition_hash_definition_bodies_hash_fk" FOREIGN KEY ("definition_hash") REFERENCES "taskwright"."definition_bodies"("hash") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "taskwright"."signals" ADD CONSTRAINT "signals_run_key_runs_run_key_fk" FOREIGN KEY ("run_key") REFERENCES "taskwright"."runs"("run_key") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "consumptions_by_signal" ON "taskwright"."consumptions" USING btree ("run_key","signal_id");--> statement-breakpoint
CREATE INDEX "dependencies_by_prerequisite" ON "taskwright"."dependencies" USING btree ("prerequisite_run_key","prerequisite_path");--> statement-breakpoint
CREATE INDEX "outbox_undelivered_of_run" ON "taskwright"."outbox" USING btree ("from_run_key") WHERE not is_delivered;--> statement-breakpoint
CREATE INDEX "outbox_undelivered" ON "taskwright"."outbox" USING btree ("created_at") WHERE not is_delivered;--> statement-breakpoint
CREATE UNIQUE INDEX "runs_by_id" ON "taskwright"."runs" USING btree ("workspace","run_id");--> statement-breakpoint
CREATE INDEX "runs_by_age" ON "taskwright"."runs" USING btree ("workspace","created_at","run_key");--> statement-breakpoint
CREATE INDEX "runs_unfinished" ON "taskwright"."runs" USING btree ("last_looked_at","created_at") WHERE ended_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "tasks_by_id" ON "taskwright"."tasks" USING btree ("workspace","task_id");--> statement-breakpoint
CREATE INDEX "tasks_children" ON "taskwright"."tasks" USING btree ("siblings_key","position");--> statement-breakpoint
CREATE INDEX "tasks_depth_first" ON "taskwright"."tasks" USING btree ("list_key","ordinal");--> statement-breakpoint
CREATE INDEX "tasks_waiting" ON "taskwright"."tasks" USING btree ("workspace","waiting_signal","waiting_correlation") WHERE waiting_signal is not null;