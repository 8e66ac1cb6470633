CREATE TABLE "taskwright"."tokens" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"hash" text COLLATE "C" NOT NULL,
	"name" text NOT NULL,
	"roles" jsonb NOT NULL,
	"scopes" jsonb NOT NULL,
	"workspaces" jsonb,
	"is_owner" boolean DEFAULT false NOT NULL,
	"created_at" bigint NOT NULL,
	"last_used_at" bigint,
	"expires_at" bigint,
	"revoked_at" bigint
);
--> statement-breakpoint
CREATE TABLE "taskwright"."deliveries" (
	"workspace" text COLLATE "C" NOT NULL,
	"source" text COLLATE "C" NOT NULL,
	"id" text COLLATE "C" NOT NULL,
	"content" text NOT NULL,
	"content_hash" text NOT NULL,
	"sender" text NOT NULL,
	"status" text NOT NULL,
	"reached" integer DEFAULT 0 NOT NULL,
	"error" text,
	"received_at" bigint NOT NULL,
	"settled_at" bigint,
	CONSTRAINT "deliveries_workspace_source_id_pk" PRIMARY KEY("workspace","source","id")
);
--> statement-breakpoint
CREATE UNIQUE INDEX "tokens_by_hash" ON "taskwright"."tokens" USING btree ("hash");--> statement-breakpoint
CREATE INDEX "deliveries_by_status" ON "taskwright"."deliveries" USING btree ("workspace","status","received_at");