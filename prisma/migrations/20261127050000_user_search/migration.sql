-- Finds people by any part of their name or e-mail. A server without pg_trgm, or one that does not let this role
-- create it, goes without the index: the search answers the same, and reads every row for it.
DO $$
DECLARE
  home TEXT;
BEGIN
  IF EXISTS (SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm') THEN
    BEGIN
      CREATE EXTENSION IF NOT EXISTS pg_trgm;
    EXCEPTION WHEN insufficient_privilege THEN
      RAISE NOTICE 'pg_trgm may not be created: the search of people has no index';
    END;
  END IF;
  -- Somebody may have put it into a schema of its own.
  SELECT n.nspname INTO home FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
  WHERE e.extname = 'pg_trgm';
  IF home IS NOT NULL THEN
    EXECUTE format(
      'CREATE INDEX "user_name_email_idx" ON "user" USING gin ("name" %1$I.gin_trgm_ops, "email" %1$I.gin_trgm_ops)',
      home
    );
  END IF;
END $$;
