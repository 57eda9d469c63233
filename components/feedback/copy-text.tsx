'use client'

import Check from 'lucide-react/icons/check'
import Copy from 'lucide-react/icons/copy'
import { useState } from 'react'

/** An identifier with a button that copies it; the text can be selected too, for pages without clipboard rights. */
export function CopyText({ text }: { text: string }) {
  const [copied, setCopied] = useState(false)
  return (
    <span className="inline-flex items-center gap-1">
      <code className="select-all font-mono text-[0.9em] text-ink [overflow-wrap:anywhere]">{text}</code>
      <button
        type="button"
        aria-label={copied ? 'Copied' : `Copy ${text}`}
        title={copied ? 'Copied' : 'Copy'}
        onClick={() => {
          navigator.clipboard?.writeText(text).then(
            () => setCopied(true),
            () => setCopied(false),
          )
        }}
        onBlur={() => setCopied(false)}
        className="grid size-6 place-items-center rounded-sm text-ink-3 hover:bg-hover hover:text-ink"
      >
        {copied ? <Check className="size-3.5" /> : <Copy className="size-3.5" />}
      </button>
    </span>
  )
}
