/** Samples kept: at a heartbeat every 5 s, those of the last 40 s. */
const SAMPLES = 8

/**
 * How far the server's clock is ahead of this one, from times that the server sends. A message is never received before
 * it was sent, so each sample is the difference less its own delay, and the largest of a few is the nearest to it.
 */
export class ServerClock {
  #samples: number[] = []

  /** The server sent its time (Unix ms), received at this moment of the own clock (Unix ms). */
  note(serverTime: number, receivedAt: number): void {
    if (!Number.isFinite(serverTime)) return
    this.#samples = [...this.#samples, serverTime - receivedAt].slice(-SAMPLES)
  }

  /** A new connection may lead to another server, and the own clock may have been set. */
  startAnew(): void {
    this.#samples = []
  }

  /** Server clock minus own clock, in ms; 0 while nothing is known. */
  get offsetMs(): number {
    return this.#samples.length === 0 ? 0 : Math.max(...this.#samples)
  }
}
