-- The canary, which belongs to nobody, and what the monitor found with it and without.
CREATE TABLE "canary" (
    "id" TEXT NOT NULL,
    "value" TEXT NOT NULL DEFAULT '',
    "note" TEXT NOT NULL DEFAULT '',
    "level" TEXT NOT NULL DEFAULT 'low',
    "version" INTEGER NOT NULL DEFAULT 1,
    "field_meta" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "canary_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "monitor_run" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "requested_by" JSONB NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),
    "report" JSONB,

    CONSTRAINT "monitor_run_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "monitor_run_kind_started_at_idx" ON "monitor_run"("kind", "started_at");

CREATE TABLE "sync_mismatch" (
    "id" TEXT NOT NULL,
    "run_id" TEXT NOT NULL,
    "teller" TEXT NOT NULL,
    "client_id" TEXT,
    "entity" TEXT NOT NULL,
    "entity_id" TEXT NOT NULL,
    "field" TEXT NOT NULL,
    "stored" JSONB NOT NULL,
    "told" JSONB NOT NULL,
    "repaired_at" TIMESTAMPTZ(3),
    "repaired_by" JSONB,

    CONSTRAINT "sync_mismatch_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "sync_mismatch_run_id_idx" ON "sync_mismatch"("run_id");

ALTER TABLE "sync_mismatch" ADD CONSTRAINT "sync_mismatch_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "monitor_run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

INSERT INTO "alert_rule" ("id", "metric", "comparison", "threshold", "for_seconds", "severity") VALUES
    ('out-of-step', 'mismatches', 'above', 0, 0, 'bad');
