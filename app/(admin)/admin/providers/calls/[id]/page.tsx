import type { Metadata } from 'next'
import { PageHeader } from '#components/shell/page-header.tsx'
import { Status } from '#components/ui/status.tsx'
import { Time } from '#components/ui/time.tsx'
import { getProof } from '#lib/providers/proof-service.ts'
import { Proof } from '#lib/providers/ui/proof.tsx'
import { CALL_WORDS, providerName, purposeWords } from '#lib/providers/ui/provider-words.ts'
import { openAdminPage } from '../../../_page.ts'
import { orFail } from '../../../_result.ts'

export const metadata: Metadata = { title: 'Proof of an answer' }

export default async function CallPage(props: { params: Promise<{ id: string }> }) {
  const { id } = await props.params
  const { actor } = await openAdminPage(`/admin/providers/calls/${id}`)
  const proof = orFail(await getProof(actor, id))
  const { call } = proof
  const { tone, word, why } = CALL_WORDS[call.status]
  return (
    <>
      <PageHeader
        title={purposeWords(call.purpose)}
        up={{ href: '/admin/providers/calls', label: 'Calls' }}
        state={
          <>
            <Status tone={tone} title={why}>
              {word}
            </Status>
            <span>by {providerName(call.provider)}</span>
            <Time at={call.at} />
          </>
        }
      />
      <Proof proof={proof} />
    </>
  )
}
