// Saying things: the catalogue's words, numbers, moments in time.

/** A function `t(key, {n, name})` over the catalogue; `n` also picks `key.one` or `key.other`. */
export function speaker(words) {
  return function t(key, values = {}) {
    const plural = values.n === 1 ? `${key}.one` : `${key}.other`;
    const text = words[key] ?? words[plural] ?? key;
    return text.replace(/\{(\w+)\}/g, (gap, name) => (name in values ? String(values[name]) : gap));
  };
}

/** A day in the reader's own way and time zone, e.g. "12 March 2025". */
export function day(iso, style = "long") {
  const moment = new Date(iso);
  if (Number.isNaN(moment.getTime())) return "";
  const language = document.documentElement.lang || undefined;
  return new Intl.DateTimeFormat(language, { dateStyle: style }).format(moment);
}

/** How many words a text has. */
export function countWords(text) {
  return text.trim() ? text.trim().split(/\s+/).length : 0;
}

/** Up to two capitals for a name. */
export function initials(name) {
  const parts = name.trim().split(/[\s-]+/).filter((part) => /\p{L}/u.test(part));
  const letters = parts.length > 1 ? [parts[0], parts[parts.length - 1]] : parts;
  return letters.map((part) => Array.from(part)[0].toLocaleUpperCase()).join("") || "?";
}
