-- Which database the log was written in: one that was restored elsewhere, or to an earlier time, is another.
ALTER TABLE "bridge_state" ADD COLUMN "fingerprint" TEXT;

-- Both are only asked for what is old, and are filled in the order of time: a summary of each block does, and costs a
-- write next to nothing.
DROP INDEX "event_committed_at_idx";
CREATE INDEX "event_committed_at_idx" ON "event" USING brin ("committed_at") WITH (autosummarize = on);
DROP INDEX "idempotency_key_created_at_idx";
CREATE INDEX "idempotency_key_created_at_idx" ON "idempotency_key" USING brin ("created_at") WITH (autosummarize = on);
