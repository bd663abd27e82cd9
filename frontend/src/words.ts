// What the page was given: its data, and the words that it may have to say.

export interface PageData {
  kernelId: string;
  /** Name of a widget's module -> its address. */
  modules: Record<string, string>;
}

export const find = (id: string) => document.getElementById(id);

/** The page's data, once they have arrived. While the page is still coming, its parser may have got to half of them. */
export function readPageData(): PageData | null {
  try {
    return JSON.parse(find("jupyter-config-data")?.textContent ?? "");
  } catch {
    return null;
  }
}

/** A copy of words that the page carries; `{name}` in them becomes `name`. */
export function say(which: string, name = ""): DocumentFragment {
  const words = find(`rp-${which}-words`) as HTMLTemplateElement;
  const copy = words.content.cloneNode(true) as DocumentFragment;
  copy.querySelectorAll("p").forEach((line) => {
    line.textContent = (line.textContent ?? "").replace("{name}", name);
  });
  return copy;
}
