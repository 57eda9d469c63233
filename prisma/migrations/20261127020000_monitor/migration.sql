-- What the processes of this app tell of themselves, how long things took by the minute, and when somebody is told.
CREATE TABLE "bridge_process" (
    "id" TEXT NOT NULL,
    "pid" INTEGER NOT NULL,
    "role" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,
    "report" JSONB NOT NULL,

    CONSTRAINT "bridge_process_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "bridge_minute" (
    "minute" TIMESTAMPTZ(0) NOT NULL,
    "process_id" TEXT NOT NULL,
    "stage" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    "histogram" TEXT NOT NULL,

    CONSTRAINT "bridge_minute_pkey" PRIMARY KEY ("minute","process_id","stage")
);

CREATE TABLE "alert_rule" (
    "id" TEXT NOT NULL,
    "metric" TEXT NOT NULL,
    "comparison" TEXT NOT NULL,
    "threshold" DOUBLE PRECISION NOT NULL,
    "for_seconds" INTEGER NOT NULL,
    "severity" TEXT NOT NULL,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "alert_rule_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "alert" (
    "id" TEXT NOT NULL,
    "rule_id" TEXT NOT NULL,
    "metric" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "threshold" DOUBLE PRECISION NOT NULL,
    "worst" DOUBLE PRECISION NOT NULL,
    "detail" TEXT NOT NULL DEFAULT '',
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "resolved_at" TIMESTAMPTZ(3),

    CONSTRAINT "alert_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "alert_opened_at_idx" ON "alert"("opened_at");
-- However many processes watch: a rule has one open alert.
CREATE UNIQUE INDEX "alert_open_key" ON "alert"("rule_id") WHERE "resolved_at" IS NULL;

ALTER TABLE "alert" ADD CONSTRAINT "alert_rule_id_fkey" FOREIGN KEY ("rule_id") REFERENCES "alert_rule"("id") ON DELETE CASCADE ON UPDATE CASCADE;

INSERT INTO "alert_rule" ("id", "metric", "comparison", "threshold", "for_seconds", "severity") VALUES
    ('slow-delivery', 'delivered_p95_ms', 'above', 50, 30, 'watch'),
    ('very-slow-delivery', 'delivered_p95_ms', 'above', 1000, 10, 'bad'),
    ('writes-fail', 'success_rate', 'below', 0.99, 10, 'watch'),
    ('many-writes-fail', 'success_rate', 'below', 0.8, 5, 'bad'),
    ('fence-held', 'fence_lag_ms', 'above', 3000, 0, 'bad'),
    ('relay-behind', 'relay_lag_ms', 'above', 5000, 2, 'bad'),
    ('relay-stopped', 'relays_stopped', 'above', 0, 3, 'bad'),
    ('pages-behind', 'client_lag_ms', 'above', 10000, 5, 'watch'),
    ('jobs-wait', 'oldest_job_wait_s', 'above', 300, 10, 'watch'),
    ('reconnect-storm', 'reconnects_per_minute', 'above', 200, 0, 'watch');
