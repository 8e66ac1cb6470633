CREATE TABLE "taskwright"."concurrency_entries" (
	"run_key" text COLLATE "C" NOT NULL,
	"path" text COLLATE "C" NOT NULL,
	"visit" integer NOT NULL,
	"workspace" text COLLATE "C" NOT NULL,
	"key" text COLLATE "C" NOT NULL,
	"number" bigint GENERATED ALWAYS AS IDENTITY (sequence name "taskwright"."concurrency_entries_number_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	CONSTRAINT "concurrency_entries_run_key_path_visit_pk" PRIMARY KEY("run_key","path","visit")
);
--> statement-breakpoint
CREATE INDEX "concurrency_entries_in_line" ON "taskwright"."concurrency_entries" USING btree ("workspace","key","number");