// Makes what a browser loads: `npm run build`. `npm run check` makes it again and compares.
//
// Into src/roleplay/server/template/roleplay/built/ go the page's script, each app's script and style, a brotli and a
// gzip version of these, of the apps' words and of what lies in static/, the licences of what is bundled, and sums.json: of what each was
// made, so that the server never gives out a file that is out of date.

import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, brotliDecompressSync, constants, gunzipSync, gzipSync } from "node:zlib";
import { build, transform } from "esbuild";

const HERE = dirname(fileURLToPath(import.meta.url));
const PACKAGE = join(HERE, "..", "src", "roleplay");
const WIDGETS = join(PACKAGE, "widgets");
const STATIC = join(PACKAGE, "server", "template", "roleplay", "static");
const BUILT = join(PACKAGE, "server", "template", "roleplay", "built");
// name -> its style sheets, in order
const APPS = {
  trainee: ["stage"],
  author: ["stage", "author"],
  evaluator: ["stage", "ticks", "desk"],
  report: ["stage", "report"],
  facilitator: ["stage", "ticks", "hall"],
  seat: ["stage", "seat"],
};
// The words that one app has and others have not, by how their keys begin (apps/catalogue/__init__.py knows them, too).
const OWN = {
  trainee: [],
  author: ["author."],
  evaluator: ["desk."],
  report: ["report."],
  facilitator: ["hall.", "desk.kind.", "desk.bar."],
};
const OTHERS = ["author.", "desk.", "report.", "hall.", "seat."];
const TARGET = ["es2021", "chrome92", "firefox92", "safari15"];

const CATALOGUE = JSON.parse(readFileSync(join(PACKAGE, "apps", "catalogue", "en.json"), "utf8"));

function wordsOf(app) {
  const begins = (key, heads) => heads.some((head) => key.startsWith(head));
  const own = Object.entries(CATALOGUE).filter(([key]) => !begins(key, OTHERS) || begins(key, OWN[app]));
  return Buffer.from(`export default ${JSON.stringify(Object.fromEntries(own))};\n`);
}

const sha256 = (...parts) => parts.reduce((sum, part) => sum.update(part), createHash("sha256")).digest("hex");

async function bundle(entry) {
  const result = await build({
    entryPoints: [entry],
    absWorkingDir: HERE,
    bundle: true,
    format: "esm",
    minify: true,
    target: TARGET,
    legalComments: "none", // they are in NOTICES.txt
    charset: "utf8",
    metafile: true,
    write: false,
    logLevel: "warning",
  });
  return { text: Buffer.from(result.outputFiles[0].contents), inputs: Object.keys(result.metafile.inputs).sort() };
}

/** Each package that is in a script, with its licence; a package without one ends the build. */
function notices(inputs) {
  const found = inputs.map((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]);
  const packages = [...new Set(found.filter(Boolean))].sort();
  const parts = packages.map((name) => {
    const folder = join(HERE, "node_modules", name);
    const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const text = readFileSync(join(folder, readdirSync(folder).find((one) => /^licen[cs]e/i.test(one))), "utf8");
    return `\n${name} ${version} (${license})\n\n${text.trim()}\n`;
  });
  const count = packages.length || "None";
  return Buffer.from(`Packages of others in these scripts: ${count}.\n${parts.join("")}`);
}

async function make() {
  const made = new Map();
  const sums = { apps: {}, files: {} };
  const page = await bundle("src/page.ts");
  made.set("page.js", page.text);
  const inputs = [...page.inputs];
  for (const [app, sheets] of Object.entries(APPS)) {
    const script = await bundle(join(WIDGETS, "js", `${app}.js`));
    made.set(`${app}.js`, script.text);
    inputs.push(...script.inputs);
    const style = sheets.map((name) => readFileSync(join(WIDGETS, "css", `${name}.css`), "utf8")).join("\n");
    const { code } = await transform(style, { loader: "css", minify: true, target: TARGET, charset: "utf8" });
    made.set(`${app}.css`, Buffer.from(code));
    const sources = script.inputs.map((path) => readFileSync(join(HERE, path))).sort(Buffer.compare);
    sums.apps[app] = { script: sha256(...sources), style: sha256(style) };
  }
  const served = new Map(made);
  made.set("NOTICES.txt", notices(inputs));
  for (const app of Object.keys(OWN)) served.set(`${app}.words.js`, wordsOf(app));
  for (const name of readdirSync(STATIC)) served.set(name, readFileSync(join(STATIC, name)));
  for (const [name, text] of [...served].sort()) {
    sums.files[name] = sha256(text);
    const quality = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: text.length };
    made.set(`${name}.br`, brotliCompressSync(text, { params: quality }));
    made.set(`${name}.gz`, gzipSync(text, { level: 9 }));
  }
  made.set("sums.json", Buffer.from(`${JSON.stringify(sums, null, 1)}\n`));
  return made;
}

/** What a file says. Compressed, the same may be written in more than one way. */
function meaning(name, text) {
  if (name.endsWith(".br")) return brotliDecompressSync(text);
  return name.endsWith(".gz") ? gunzipSync(text) : text;
}

function differences(made) {
  const kept = new Set(readdirSync(BUILT));
  const same = (name, text) => kept.has(name) && meaning(name, readFileSync(join(BUILT, name))).equals(meaning(name, text));
  const stale = [...made].filter(([name, text]) => !same(name, text)).map(([name]) => name);
  return [...stale, ...[...kept].filter((name) => !made.has(name))].sort();
}

const made = await make();
if (process.argv.includes("--check")) {
  const found = differences(made);
  if (found.length) {
    console.error(`Not what the sources make: ${found.join(", ")}. Run \`make frontend\` and commit what it changes.`);
    process.exit(1);
  }
  console.log(`${made.size} files are what the sources make.`);
} else {
  rmSync(BUILT, { recursive: true, force: true });
  mkdirSync(BUILT);
  for (const [name, text] of made) writeFileSync(join(BUILT, name), text);
  for (const [name, text] of made) if (!/\.(br|gz)$/.test(name)) console.log(name, text.length, made.get(`${name}.br`)?.length ?? "", made.get(`${name}.gz`)?.length ?? "");
}
