// The page's one connection to its kernel. Lost, it tries to come back until the kernel is known to be gone.

import { type Message, type Outgoing, PROTOCOL, pack, unpack } from "./wire";

const FIRST_RETRY_MS = 200; // most losses are over at once
const RETRY_MS = 2_000;
const CONNECT_MS = 10_000; // how long one attempt to connect may take
const ANSWER_MS = 4_000; // the same for a question; a line that was kept open may be dead without anybody's knowing

export type Status = "connecting" | "connected" | "lost" | "dead";

export class Kernel {
  status: Status = "connecting";
  statusChanged: (status: Status) => void = () => {};
  /** For each widget, by its id: what hears the kernel's messages to it. */
  readonly listeners = new Map<string, (message: Message) => void>();

  // The same for the page's whole life: the server keeps for it what a kernel says while the line is down.
  private readonly session = newId();
  private readonly waiting: ArrayBuffer[] = [];
  private socket: WebSocket | null = null;
  private retryTimer = 0;

  constructor(private readonly address: string) {
    this.connect();
    window.addEventListener("online", () => this.comeBack());
  }

  /** Send a message; while there is no line it waits. Throws when the kernel has ended. */
  send(kind: string, content: object, buffers: Outgoing["buffers"] = []): void {
    if (this.status === "dead") throw new Error("The kernel has ended.");
    const header = {
      msg_id: newId(),
      msg_type: kind,
      username: "",
      session: this.session,
      date: new Date().toISOString(),
      version: "5.3",
    };
    const packed = pack({ header, content, buffers });
    if (this.status === "connected") this.socket?.send(packed);
    else this.waiting.push(packed);
  }

  /** Ask what became of the kernel and of the line: a device that slept hears of neither. */
  async check(): Promise<void> {
    if (this.status === "lost") return this.comeBack();
    const line = this.socket;
    if (this.status !== "connected" || !line) return;
    let held = false;
    try {
      const answer = await this.ask();
      if (!answer.ok && answer.status < 500) return this.become("dead");
      held = !answer.ok || (await answer.json()).connections > 0;
    } catch {
      // Nobody answers, at least not on the lines that are there.
    }
    if (held || this.socket !== line || this.status !== "connected") return;
    this.socket = null;
    line.close();
    this.become("lost");
    this.connect(); // on a line of its own; the next question might take another dead one
  }

  private ask(): Promise<Response> {
    return fetch(this.address, { cache: "no-store", signal: AbortSignal.timeout?.(ANSWER_MS) });
  }

  private connect(): void {
    const url = new URL(`${this.address}/channels?session_id=${this.session}`, location.href);
    url.protocol = url.protocol.replace("http", "ws");
    const socket = new WebSocket(url, [PROTOCOL]);
    const slow = setTimeout(() => socket.close(), CONNECT_MS);
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      clearTimeout(slow);
      this.waiting.splice(0).forEach((packed) => socket.send(packed)); // before anything that is said from now on
      this.become("connected");
    };
    socket.onmessage = (event) => this.take(unpack(event.data));
    socket.onclose = () => {
      clearTimeout(slow);
      if (this.socket !== socket || this.status === "dead") return;
      const wait = this.status === "connected" ? FIRST_RETRY_MS : RETRY_MS;
      this.socket = null;
      this.become("lost");
      this.retryTimer = window.setTimeout(() => this.comeBack(), wait);
    };
    this.socket = socket;
  }

  private async comeBack(): Promise<void> {
    if (this.status !== "lost" || this.socket) return;
    clearTimeout(this.retryTimer);
    try {
      const answer = await this.ask();
      if (answer.ok && !this.socket) return this.connect();
      if (!answer.ok && answer.status < 500) return this.become("dead"); // it is gone, or ours no more
    } catch {
      // Nobody answers yet.
    }
    clearTimeout(this.retryTimer);
    this.retryTimer = window.setTimeout(() => this.comeBack(), RETRY_MS);
  }

  private become(status: Status): void {
    if (this.status === status || this.status === "dead") return;
    this.status = status;
    this.statusChanged(status);
  }

  private take({ header, content, ...more }: Message): void {
    if (header.msg_type === "status" && content.execution_state === "dead") this.become("dead");
    if (header.msg_type === "comm_msg") this.listeners.get(content.comm_id)?.({ header, content, ...more });
  }
}

// Not randomUUID: browsers have that only over HTTPS and on this machine.
function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
