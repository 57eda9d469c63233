import 'server-only'
import { newId } from '#lib/core/ids.ts'
import { db } from '#lib/platform/db/client.ts'
import { sql } from '#lib/platform/db/pool.ts'
import type { Sql } from '#lib/platform/db/sql.ts'
import type { AlertRule, Metric, OpenAlert } from './alert-domain.ts'
import type { AlertRecord } from './schema.ts'

/** True when this transaction is the one that watches now. */
export async function takeWatch(within: Sql): Promise<boolean> {
  const [row] = await within.rows<{ taken: boolean }>({
    name: 'take-watch',
    text: `SELECT pg_try_advisory_xact_lock(hashtextextended('lockstep:watch', 0)) AS taken`,
  })
  return row?.taken ?? false
}

export async function readRules(within: Sql = sql()): Promise<AlertRule[]> {
  const rows = await within.rows<Omit<AlertRule, 'forSeconds'> & { for_seconds: number }>({
    name: 'read-alert-rules',
    text: 'SELECT id, metric, comparison, threshold, for_seconds, severity, enabled FROM alert_rule ORDER BY id',
  })
  return rows.map(({ for_seconds, ...rule }) => ({ ...rule, forSeconds: for_seconds }))
}

export async function readOpen(within: Sql): Promise<(OpenAlert & { id: string })[]> {
  return within.rows({
    name: 'read-open-alerts',
    text: 'SELECT id, rule_id AS "ruleId", worst FROM alert WHERE resolved_at IS NULL',
  })
}

/** Answers the alert's id, or null when the rule has an open one already. */
export async function openAlert(
  within: Sql,
  rule: AlertRule,
  value: number,
  detail: string,
): Promise<string | null> {
  const rows = await within.rows<{ id: string }>({
    name: 'open-alert',
    text: `
      INSERT INTO alert (id, rule_id, metric, severity, threshold, worst, detail, opened_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, clock_timestamp())
      ON CONFLICT (rule_id) WHERE resolved_at IS NULL DO NOTHING RETURNING id`,
    values: [newId(), rule.id, rule.metric, rule.severity, rule.threshold, value, detail],
  })
  return rows[0]?.id ?? null
}

export async function worsenAlert(within: Sql, ruleId: string, value: number): Promise<void> {
  await within.rows({
    name: 'worsen-alert',
    text: 'UPDATE alert SET worst = $2 WHERE rule_id = $1 AND resolved_at IS NULL',
    values: [ruleId, value],
  })
}

export async function resolveAlert(
  within: Sql,
  ruleId: string,
): Promise<{ id: string; metric: Metric; worst: number } | null> {
  const rows = await within.rows<{ id: string; metric: Metric; worst: number }>({
    name: 'resolve-alert',
    text: `
      UPDATE alert SET resolved_at = clock_timestamp() WHERE rule_id = $1 AND resolved_at IS NULL
      RETURNING id, metric, worst`,
    values: [ruleId],
  })
  return rows[0] ?? null
}

/** Newest first, those that are open before all others. */
export async function listAlerts(limit: number): Promise<AlertRecord[]> {
  const rows = await db().alert.findMany({
    orderBy: [{ resolvedAt: { sort: 'desc', nulls: 'first' } }, { openedAt: 'desc' }],
    take: limit,
  })
  return rows.map(toRecord)
}

export async function listOpenAlerts(): Promise<AlertRecord[]> {
  const rows = await db().alert.findMany({ where: { resolvedAt: null }, orderBy: { openedAt: 'desc' } })
  return rows.map(toRecord)
}

function toRecord(row: Awaited<ReturnType<ReturnType<typeof db>['alert']['findMany']>>[number]): AlertRecord {
  return {
    id: row.id,
    rule: row.ruleId,
    metric: row.metric as Metric,
    severity: row.severity as AlertRecord['severity'],
    threshold: row.threshold,
    worst: row.worst,
    detail: row.detail,
    opened_at: row.openedAt.toISOString(),
    resolved_at: row.resolvedAt?.toISOString() ?? null,
  }
}

/** Answers false when there is no such rule. */
export async function updateRule(
  id: string,
  change: Partial<Pick<AlertRule, 'threshold' | 'forSeconds' | 'enabled'>>,
): Promise<boolean> {
  const { count } = await db().alertRule.updateMany({
    where: { id },
    data: { ...change, updatedAt: new Date() },
  })
  return count > 0
}
