// anywidget's host. In JupyterLab the text of a widget's module comes with its state and becomes a blob; here `_esm`
// is only the module's name, and the page says at which address of its own server it is. So the policy needs no blobs.

import type { Kernel } from "./kernel";
import { Model } from "./model";
import { say } from "./words";

interface Widget {
  initialize?(given: { model: Model }): unknown;
  render?(given: { model: Model; el: HTMLElement }): unknown;
}

/** Show a widget in a place. `modules`: name of a widget's module -> its address. */
export async function show(kernel: Kernel, id: string, place: HTMLElement, modules: Record<string, string>): Promise<void> {
  const model = await Model.of(kernel, id);
  const app = model.get("_esm");
  const address = model.get("_model_module") === "anywidget" ? modules[app] : undefined;
  const words = modules[`${app}.words`];
  if (address === undefined) {
    const name = model.get("_anywidget_id") ?? `${model.get("_model_module")} ${model.get("_model_name")}`;
    return explain(place, "unknown", name);
  }
  try {
    const [{ default: given }, said] = await Promise.all([import(address), words && import(words)]);
    if (said) model.know({ words: said.default });
    const widget: Widget = typeof given === "function" ? await given() : given;
    await widget.initialize?.({ model });
    const el = document.createElement("div");
    place.append(el);
    await widget.render?.({ model, el });
  } catch (error) {
    console.error(error);
    explain(place, "failed");
  }
}

function explain(place: HTMLElement, which: string, name = ""): void {
  place.replaceChildren(say(which, name));
  document.dispatchEvent(new CustomEvent("roleplay:ready"));
}
