'use client'

import { Component, type ErrorInfo, type ReactNode } from 'react'
import { Button } from '../ui/button.tsx'
import { ErrorState } from './error-state.tsx'

interface WidgetBoundaryProps {
  /** What failed, in the reader's words: "The latency chart". */
  name: string
  /** Tells the log; the reader sees the id only. */
  onError?: (error: unknown, info: ErrorInfo) => void
  children: ReactNode
}

interface WidgetBoundaryState {
  error: (Error & { digest?: string }) | null
}

/** One widget's failure spares the page: it says so in its place and can be tried again. */
export class WidgetBoundary extends Component<WidgetBoundaryProps, WidgetBoundaryState> {
  override state: WidgetBoundaryState = { error: null }

  static getDerivedStateFromError(error: unknown): WidgetBoundaryState {
    return { error: error instanceof Error ? error : new Error('unknown') }
  }

  override componentDidCatch(error: unknown, info: ErrorInfo): void {
    this.props.onError?.(error, info)
  }

  override render(): ReactNode {
    if (!this.state.error) return this.props.children
    return (
      <ErrorState
        title={`${this.props.name} could not be shown`}
        requestId={this.state.error.digest}
        action={
          <Button size="sm" onClick={() => this.setState({ error: null })}>
            Try again
          </Button>
        }
      >
        <p>The rest of the page works, and nothing you saved is lost.</p>
      </ErrorState>
    )
  }
}
