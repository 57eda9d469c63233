export type UploadFailure = {
  readonly message: string
  readonly requestId: string | undefined
}

export type UploadOutcome =
  | { readonly ok: true; readonly jobId: string }
  | { readonly ok: false; readonly failure: UploadFailure | null }

type Problem = { detail?: string; requestId?: string; errors?: { path: string; message: string }[] }

/**
 * Sends a file with its progress, which `fetch` cannot tell. Resolves in every case; a failure of null means that the
 * person stopped it.
 */
export function uploadFile(
  file: File,
  query: { fileName: string; source: string; metric: string },
  options: { onProgress: (sentBytes: number) => void; signal: AbortSignal },
): Promise<UploadOutcome> {
  const params = new URLSearchParams({ fileName: query.fileName, source: query.source })
  if (query.metric) params.set('metric', query.metric)
  return new Promise((resolve) => {
    const request = new XMLHttpRequest()
    request.open('POST', `/api/v1/admin/data/import?${params}`)
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.responseType = 'json'
    request.upload.onprogress = (event) => options.onProgress(event.loaded)
    request.onload = () => resolve(outcomeOf(request))
    request.onabort = () => resolve({ ok: false, failure: null })
    request.onerror = () =>
      resolve({
        ok: false,
        failure: {
          message:
            'The connection broke off before the whole file had arrived. Nothing was kept; send it again.',
          requestId: undefined,
        },
      })
    options.signal.addEventListener('abort', () => request.abort())
    request.send(file)
  })
}

function outcomeOf(request: XMLHttpRequest): UploadOutcome {
  const answer = request.response as ({ job_id?: string } & Problem) | null
  if (request.status === 202 && answer?.job_id) return { ok: true, jobId: answer.job_id }
  const details = (answer?.errors ?? []).map(({ path, message }) => `${path}: ${message}`)
  const message = answer?.detail ?? `The server answered ${request.status} without a reason.`
  return {
    ok: false,
    failure: {
      message: [message, ...details].join(' '),
      requestId: answer?.requestId ?? request.getResponseHeader('x-request-id') ?? undefined,
    },
  }
}
