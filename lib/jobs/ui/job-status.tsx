import { Status } from '#components/ui/status.tsx'
import type { Job } from '../schema.ts'
import { statusWords } from './job-words.ts'

export function JobStatus({ status, look = 'plain' }: { status: Job['status']; look?: 'plain' | 'pill' }) {
  const { tone, word } = statusWords(status)
  return (
    <Status tone={tone} look={look}>
      {word}
    </Status>
  )
}
