/** The WebSocket: reconnected with full jitter whenever it closes, as long as it is needed. */

import type { ClientFrame, Frame, VisitorConversation } from "../../generated/api";
import { toJson } from "./json";
import { jitter } from "./retry";

export type VisitorFrame = Frame<VisitorConversation>;

/** After this time a connection attempt has failed, and a connection without a pong is dead. */
const PATIENCE = 10_000;

export class Socket {
  private socket: WebSocket | null = null;
  private attempt = 0;
  private timer = 0;
  private wanted = false;
  private pulse = 0;
  private seen: string[] = [];
  /** Until when the server wants no more frames. */
  private quietUntil = 0;

  constructor(
    /** The URL to connect to, with the token; null while none is available. */
    private readonly address: () => string | null,
    private readonly onFrame: (frame: VisitorFrame) => void,
    /** Called when it is connected (again): what happened meanwhile must be fetched. */
    private readonly onOpen: () => void,
    private readonly onClose: () => void,
  ) {}

  get isOpen(): boolean {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  connect(): void {
    this.wanted = true;
    if (!this.socket && !this.timer) this.open();
  }

  /** Connects at once instead of waiting for the next attempt: the network or the page is back. */
  hurry(): void {
    if (!this.wanted || this.socket) return;
    clearTimeout(this.timer);
    this.timer = this.attempt = 0;
    this.open();
  }

  close(): void {
    this.wanted = false;
    clearTimeout(this.timer);
    this.timer = this.attempt = 0;
    const { socket } = this;
    this.socket = null;
    this.lives();
    socket?.close();
  }

  send(frame: ClientFrame): boolean {
    if (!this.isOpen) return false;
    // A frame that is left out is not missed: the next one says the same.
    if (Date.now() >= this.quietUntil) this.socket?.send(toJson(frame));
    return true;
  }

  /** Reports whether the visitor is here, with what is to be told `more`, and detects a dead connection: a network may
   * fail silently. */
  ping(isHere: boolean, more: Pick<ClientFrame, "receivedId">): boolean {
    const { socket } = this;
    if (!socket || !this.send({ type: "ping", isHere, ...more })) return false;
    if (Date.now() >= this.quietUntil) this.pulse ||= setTimeout(() => this.end(socket), PATIENCE);
    return true;
  }

  private open(): void {
    const address = this.address();
    if (!address) return;
    let socket: WebSocket;
    try {
      socket = new WebSocket(address);
    } catch {
      return; // forbidden by the page's CSP, or an insecure URL: retrying is pointless
    }
    this.socket = socket;
    this.pulse = setTimeout(() => this.end(socket), PATIENCE);
    socket.onopen = () => {
      this.lives();
      this.attempt = 0;
      this.onOpen();
    };
    socket.onmessage = (event) => {
      if (this.socket !== socket) return;
      this.lives();
      this.receive(event.data);
    };
    socket.onclose = () => this.end(socket);
  }

  private lives(): void {
    clearTimeout(this.pulse);
    this.pulse = 0;
  }

  private end(socket: WebSocket): void {
    if (this.socket !== socket) return;
    this.socket = null;
    this.lives();
    socket.close();
    if (this.wanted) this.again();
    this.onClose();
  }

  private again(): void {
    this.timer = setTimeout(() => {
      this.timer = 0;
      if (this.wanted) this.open();
    }, jitter(this.attempt++));
  }

  private receive(text: unknown): void {
    let frame: VisitorFrame;
    try {
      frame = JSON.parse(String(text)) as VisitorFrame;
    } catch {
      return;
    }
    if (typeof frame?.type !== "string" || this.seen.includes(frame.id)) return;
    this.seen = [...this.seen.slice(-99), frame.id]; // a frame may be delivered twice
    if (frame.type === "error" && frame.data && "retryAfter" in frame.data) this.quietUntil = Date.now() + 1_000 * frame.data.retryAfter;
    this.onFrame({ ...frame, data: frame.data ?? {} } as VisitorFrame);
  }
}
