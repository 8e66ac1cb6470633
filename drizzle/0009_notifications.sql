CREATE TABLE "taskwright"."event_interests" (
	"consumer" text COLLATE "C" NOT NULL,
	"type" text COLLATE "C" NOT NULL,
	"seen_at" bigint NOT NULL,
	CONSTRAINT "event_interests_consumer_type_pk" PRIMARY KEY("consumer","type")
);
--> statement-breakpoint
CREATE TABLE "taskwright"."notifications" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"workspace" text COLLATE "C" NOT NULL,
	"channel" text COLLATE "C" NOT NULL,
	"address" text,
	"content" text NOT NULL,
	"status" text NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"due_at" bigint NOT NULL,
	"error" text,
	"created_at" bigint NOT NULL,
	"settled_at" bigint
);
--> statement-breakpoint
CREATE TABLE "taskwright"."outgoing_events" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "taskwright"."outgoing_events_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"consumer" text COLLATE "C" NOT NULL,
	"event" text NOT NULL,
	"created_at" bigint NOT NULL,
	"taken_until" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE INDEX "notifications_due" ON "taskwright"."notifications" USING btree ("due_at") WHERE status = 'pending';--> statement-breakpoint
CREATE INDEX "notifications_by_status" ON "taskwright"."notifications" USING btree ("workspace","status","created_at");--> statement-breakpoint
CREATE INDEX "outgoing_events_of_consumer" ON "taskwright"."outgoing_events" USING btree ("consumer","id");