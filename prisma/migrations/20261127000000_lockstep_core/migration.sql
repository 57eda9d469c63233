-- Which database the log was written in: one that was restored elsewhere, or to an earlier time, is another.
ALTER TABLE "bridge_state" ADD COLUMN "fingerprint" TEXT;
