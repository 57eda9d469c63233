import 'server-only'
import type { Namespace, Socket } from 'socket.io'

/** The type of Socket.IO's packets that carry an event. */
const EVENT_PACKET = 2

/** What Socket.IO's own adapter uses of it, without declaring it for others; its version is pinned. */
type Internals = {
  adapter: { _encode(packet: object, options: { wsPreEncodedFrame?: Buffer[] }): unknown[] }
  socket: {
    acks: Map<number, (this: Socket) => void>
    client: { writeToEngine(packets: string[], options: object): void }
  }
}

export type Message = {
  readonly name: string
  readonly content: unknown
  /** It goes out to this socket. Later packets have higher ids. */
  readonly sending: (socketId: string, packetId: number) => void
  /** A socket says that it has it. */
  readonly confirmed: (socketId: string, packetId: number) => void
}

/** A message to all who are in its rooms. */
export type Broadcast = Message & { readonly rooms: readonly string[] }

type Encoded = {
  readonly packetId: number
  readonly text: string
  /** The same as bytes on a WebSocket. */
  readonly frame: Buffer
  readonly message: Message
  /** One for all sockets: Socket.IO calls it on the one that confirms. */
  readonly confirmed: (this: Socket) => void
}

/**
 * Sends broadcasts in batches: each is encoded once, however many hear it, and what a WebSocket is to hear of a batch goes
 * out in one write. A write to a socket costs a call into the kernel, which is most of what a delivery costs; Socket.IO's
 * own broadcast makes one for each message and socket.
 */
export class FanOut {
  readonly #namespace: Namespace
  #batch: Broadcast[] = []

  constructor(namespace: Namespace) {
    this.#namespace = namespace
  }

  push(broadcast: Broadcast): void {
    this.#batch.push(broadcast)
  }

  /** Hands over what was pushed, in order, to who is in the rooms now. */
  flush(): void {
    if (this.#batch.length === 0) return
    const heard = new Map<string, Encoded[]>()
    for (const broadcast of this.#batch) {
      const recipients = this.#recipients(broadcast.rooms)
      if (recipients.size === 0) continue
      const encoded = this.#encode(broadcast)
      for (const id of recipients) {
        const events = heard.get(id)
        if (events) events.push(encoded)
        else heard.set(id, [encoded])
      }
    }
    this.#batch = []
    const joined = new Map<string, Buffer>()
    for (const [id, events] of heard) {
      const socket = this.#namespace.sockets.get(id)
      if (socket) send(socket, events, joined)
    }
  }

  /** Messages to one socket alone, in order, in one write. */
  sendTo(socket: Socket, messages: readonly Message[]): void {
    if (messages.length === 0) return
    send(
      socket,
      messages.map((message) => this.#encode(message)),
      new Map(),
    )
  }

  /** Forgets the confirmations of packets that a later one's has stood for. */
  settle(socket: Socket, packetIds: readonly number[]): void {
    const { acks } = socket as unknown as Internals['socket']
    for (const packetId of packetIds) acks.delete(packetId)
  }

  #recipients(rooms: readonly string[]): Set<string> {
    const recipients = new Set<string>()
    for (const room of rooms)
      for (const id of this.#namespace.adapter.rooms.get(room) ?? []) recipients.add(id)
    return recipients
  }

  #encode(message: Message): Encoded {
    const packetId = this.#namespace._ids++
    const packet = {
      type: EVENT_PACKET,
      nsp: this.#namespace.name,
      id: packetId,
      data: [message.name, message.content],
    }
    // What its own broadcasts are encoded by: the bytes are made there, once.
    const options: { wsPreEncodedFrame?: Buffer[] } = {}
    const adapter = this.#namespace.adapter as unknown as Internals['adapter']
    const [text] = adapter._encode(packet, options)
    if (typeof text !== 'string' || !options.wsPreEncodedFrame)
      throw new Error('Socket.IO encodes broadcasts in another way than this was written for')
    function confirmed(this: Socket): void {
      message.confirmed(this.id, packetId)
    }
    return { packetId, text, frame: Buffer.concat(options.wsPreEncodedFrame), message, confirmed }
  }
}

/** @param joined frames that other sockets of this batch were sent together, by the ids of their packets */
function send(socket: Socket, events: readonly Encoded[], joined: Map<string, Buffer>): void {
  const { acks, client } = socket as unknown as Internals['socket']
  for (const { packetId, message, confirmed } of events) {
    message.sending(socket.id, packetId)
    acks.set(packetId, confirmed)
  }
  // A transport without frames takes the text.
  const write = (text: string, frame: Buffer) =>
    client.writeToEngine([text], { preEncoded: true, wsPreEncodedFrame: [frame] })
  const [first] = events
  if (first && events.length > 1 && socket.conn.transport.name === 'websocket')
    write(first.text, togetherOf(events, joined))
  else for (const { text, frame } of events) write(text, frame)
}

/** Frames tell their own length: several of them in a row are read as if they had come one by one. */
function togetherOf(events: readonly Encoded[], joined: Map<string, Buffer>): Buffer {
  const key = events.map(({ packetId }) => packetId).join()
  const known = joined.get(key)
  if (known) return known
  const together = Buffer.concat(events.map(({ frame }) => frame))
  joined.set(key, together)
  return together
}
