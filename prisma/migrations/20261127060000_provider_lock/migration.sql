-- The whole provider lock: what it was before told only which provider had a key. Its trail begins anew; epochs go on.
ALTER TABLE "provider_lock"
    ADD COLUMN "exhausted" BOOLEAN NOT NULL DEFAULT false,
    ADD COLUMN "proposal" TEXT NOT NULL DEFAULT '',
    ADD COLUMN "state" JSONB NOT NULL DEFAULT '{}';
UPDATE "provider_lock" SET "holder" = 'builtin', "epoch" = "epoch" + ("holder" <> 'builtin')::int, "failures" = 0, "seq" = 0;

DROP TABLE "provider_audit";
CREATE TABLE "provider_audit" (
    "lock_id" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "event" TEXT NOT NULL,
    "fact" JSONB NOT NULL,
    "from_holder" TEXT NOT NULL,
    "to_holder" TEXT NOT NULL,
    "epoch" INTEGER NOT NULL,
    "reason" TEXT NOT NULL,
    "actor" JSONB NOT NULL,
    "after" JSONB,
    "prev_hash" TEXT NOT NULL,
    "prev_change_hash" TEXT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "provider_audit_pkey" PRIMARY KEY ("lock_id", "seq")
);

CREATE TABLE "provider_call" (
    "id" TEXT NOT NULL,
    "lock_id" TEXT NOT NULL DEFAULT 'ai',
    "purpose" TEXT NOT NULL,
    "prompt_version" INTEGER NOT NULL,
    "input_hash" TEXT NOT NULL,
    "user_id" TEXT,
    "provider" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "epoch" INTEGER NOT NULL,
    "status" TEXT NOT NULL,
    "failure" TEXT,
    "rule" TEXT,
    "message" TEXT,
    "raw" TEXT,
    "tokens_in" INTEGER,
    "tokens_out" INTEGER,
    "latency_ms" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "answer" JSONB,

    CONSTRAINT "provider_call_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "provider_check" (
    "id" BIGSERIAL NOT NULL,
    "provider" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "ok" BOOLEAN NOT NULL,
    "latency_ms" INTEGER NOT NULL,
    "failure" TEXT,
    "rule" TEXT,
    "message" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "provider_check_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "provider_price" (
    "provider" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "micros_in" BIGINT NOT NULL,
    "micros_out" BIGINT NOT NULL,
    "updated_by" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "provider_price_pkey" PRIMARY KEY ("provider","model")
);

CREATE TABLE "provider_budget" (
    "day" DATE NOT NULL,
    "scope" TEXT NOT NULL,
    "calls" INTEGER NOT NULL DEFAULT 0,
    "tokens" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "provider_budget_pkey" PRIMARY KEY ("day","scope")
);

CREATE INDEX "provider_audit_lock_id_kind_seq_idx" ON "provider_audit"("lock_id", "kind", "seq");
CREATE INDEX "provider_audit_lock_id_epoch_idx" ON "provider_audit"("lock_id", "epoch");
CREATE INDEX "provider_call_lock_id_at_idx" ON "provider_call"("lock_id", "at");
CREATE INDEX "provider_call_purpose_prompt_version_input_hash_provider_mo_idx" ON "provider_call"("purpose", "prompt_version", "input_hash", "provider", "model", "at");
CREATE INDEX "provider_call_lock_id_epoch_idx" ON "provider_call"("lock_id", "epoch");
CREATE INDEX "provider_check_provider_id_idx" ON "provider_check"("provider", "id");

-- What changed hands is never rewritten; notes may go when there are many.
CREATE TRIGGER "provider_audit_no_update" BEFORE UPDATE ON "provider_audit" FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "provider_audit_no_delete" BEFORE DELETE ON "provider_audit" FOR EACH ROW
    WHEN (OLD."kind" = 'change' AND OLD."lock_id" = 'ai') EXECUTE FUNCTION "refuse_change"();

ALTER TABLE "staff_settings"
    ADD COLUMN "ai_check_seconds" INTEGER NOT NULL DEFAULT 300,
    ADD COLUMN "ai_calls_per_day" INTEGER NOT NULL DEFAULT 5000,
    ADD COLUMN "ai_tokens_per_day" INTEGER NOT NULL DEFAULT 5000000,
    ADD COLUMN "ai_calls_per_person_per_day" INTEGER NOT NULL DEFAULT 100;
