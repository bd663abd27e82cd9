// A widget's model: its half in the page of what the kernel holds, as anywidget's modules see it.

import type { Kernel } from "./kernel";
import type { Message, Outgoing } from "./wire";

type Act = (...given: any[]) => unknown;

export class Model {
  private state: Record<string, any> = {};
  private readonly changed = new Set<string>();
  private readonly acts = new Map<string, Set<Act>>();

  private constructor(
    private readonly kernel: Kernel,
    private readonly id: string,
  ) {}

  /** The model of a widget, once the kernel has told its state. */
  static of(kernel: Kernel, id: string): Promise<Model> {
    const model = new Model(kernel, id);
    return new Promise((resolve) => {
      kernel.listeners.set(id, (message) => {
        model.hear(message);
        resolve(model);
      });
      model.tell({ method: "request_state" });
    });
  }

  get = (name: string): any => this.state[name];

  set = (name: string, value: unknown): void => {
    if (this.state[name] === value) return;
    this.state[name] = value;
    this.changed.add(name);
    this.emit(`change:${name}`, value);
    this.emit("change");
  };

  /** Something of the state that the page has and the kernel need not be told. */
  know(state: Record<string, unknown>): void {
    Object.assign(this.state, state);
  }

  /** Tell the kernel what was set. Values are JSON; bytes go with `send`. */
  save_changes = (): void => {
    const state = Object.fromEntries([...this.changed].map((name) => [name, this.state[name]]));
    this.changed.clear();
    this.tell({ method: "update", state, buffer_paths: [] });
  };

  send = (content: unknown, _callbacks?: unknown, buffers?: Outgoing["buffers"]): void => {
    this.tell({ method: "custom", content }, buffers);
  };

  on = (name: string, act: Act): void => {
    this.acts.set(name, (this.acts.get(name) ?? new Set()).add(act));
  };

  off = (name?: string | null, act?: Act | null): void => {
    for (const [known, acts] of this.acts) {
      if (name && name !== known) continue;
      if (act) acts.delete(act);
      else acts.clear();
    }
  };

  private tell(data: object, buffers?: Outgoing["buffers"]): void {
    this.kernel.send("comm_msg", { comm_id: this.id, data }, buffers);
  }

  /** The kernel also echoes what the page itself has set; there is no second page that would need it. */
  private hear({ content: { data }, buffers }: Message): void {
    if (data.method === "custom") this.emit("msg:custom", data.content, buffers);
    if (data.method !== "update") return;
    (data.buffer_paths ?? []).forEach((path: (string | number)[], index: number) => put(data.state, path, buffers[index]));
    Object.assign(this.state, data.state);
    for (const name of Object.keys(data.state)) this.emit(`change:${name}`, data.state[name]);
    this.emit("change");
  }

  private emit(name: string, ...given: unknown[]): void {
    for (const act of [...(this.acts.get(name) ?? [])]) {
      try {
        act(...given);
      } catch (error) {
        console.error(error);
      }
    }
  }
}

/** Put bytes where they were taken out of a state. */
function put(state: any, path: (string | number)[], bytes: unknown): void {
  const last = path[path.length - 1];
  const holder = path.slice(0, -1).reduce((within, step) => within[step], state);
  if (last !== undefined) holder[last] = bytes;
}
