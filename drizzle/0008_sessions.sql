CREATE TABLE "taskwright"."sessions" (
	"hash" text COLLATE "C" PRIMARY KEY NOT NULL,
	"token_id" text COLLATE "C",
	"caller" jsonb,
	"created_at" bigint NOT NULL,
	"expires_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE INDEX "sessions_by_end" ON "taskwright"."sessions" USING btree ("expires_at");