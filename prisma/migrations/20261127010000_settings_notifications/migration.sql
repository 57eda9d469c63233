-- Settings of the whole product: one row each, so that they are entities of the bridge like any other.
CREATE TABLE "settings" (
    "id" TEXT NOT NULL DEFAULT 'system',
    "notice_text" TEXT NOT NULL DEFAULT '',
    "notice_tone" TEXT NOT NULL DEFAULT 'info',
    "sign_up_open" BOOLEAN NOT NULL DEFAULT true,
    "read_only" BOOLEAN NOT NULL DEFAULT false,
    "read_only_reason" TEXT NOT NULL DEFAULT '',
    "version" INTEGER NOT NULL DEFAULT 1,
    "field_meta" JSONB NOT NULL DEFAULT '{}',
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "settings_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "staff_settings" (
    "id" TEXT NOT NULL DEFAULT 'system',
    "event_retention_days" INTEGER NOT NULL DEFAULT 30,
    "notification_retention_days" INTEGER NOT NULL DEFAULT 90,
    "default_home_region" TEXT NOT NULL DEFAULT '',
    "version" INTEGER NOT NULL DEFAULT 1,
    "field_meta" JSONB NOT NULL DEFAULT '{}',
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "staff_settings_pkey" PRIMARY KEY ("id")
);

INSERT INTO "settings" ("id") VALUES ('system');
INSERT INTO "staff_settings" ("id") VALUES ('system');

CREATE TABLE "notification" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "cause" TEXT NOT NULL,
    "group_key" TEXT,
    "subjects" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "kind" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "link" TEXT NOT NULL,
    "count" INTEGER NOT NULL DEFAULT 1,
    "at" TEXT NOT NULL,
    "read_at" TEXT,
    "mailed_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,
    "field_meta" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "notification_pkey" PRIMARY KEY ("id")
);

-- One cause makes one notification a person, however often and by however many processes it is looked at.
CREATE UNIQUE INDEX "notification_user_id_cause_key" ON "notification"("user_id", "cause");
CREATE INDEX "notification_user_id_at_id_idx" ON "notification"("user_id", "at" DESC, "id" DESC);
CREATE INDEX "notification_user_id_group_key_idx" ON "notification"("user_id", "group_key");
CREATE INDEX "notification_created_at_idx" ON "notification"("created_at");
-- The count on the bell, and what a mail may still tell of.
CREATE INDEX "notification_unread_idx" ON "notification"("user_id") WHERE "read_at" IS NULL;
CREATE INDEX "notification_unmailed_idx" ON "notification"("created_at") WHERE "read_at" IS NULL AND "mailed_at" IS NULL;

ALTER TABLE "notification" ADD CONSTRAINT "notification_user_id_fkey"
    FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Whoever has a region as their home, when its forecast is new.
CREATE INDEX "preferences_home_region_user_id_idx" ON "preferences"("home_region", "user_id");

-- Where each durable follower of the event log stands.
CREATE TABLE "event_follower" (
    "name" TEXT NOT NULL,
    "epoch" TEXT NOT NULL,
    "cursor" TEXT NOT NULL,
    "progress" TEXT,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "event_follower_pkey" PRIMARY KEY ("name")
);
