/** Liveness: answers as long as the process can answer anything; needs no database. */
export function GET(): Response {
  return Response.json({ status: 'ok' }, { headers: { 'cache-control': 'no-store' } })
}
