// Joins the sources into one file for each host, notebook or page: npm ci && npm run join.
// The file's first line holds checksums of its sources and of its body, so that a test can tell whether it is current
// without running this script.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const HOSTS = {
  widget: "esm",
  page: "iife",
  microscope_widget: "esm",
  microscope_page: "iife",
  pieces_widget: "esm",
  pieces_page: "iife",
};
const COUNTING = "microscope/counting.js"; // a worker, which the microscope carries as a text: a file may load no worker
const sha256 = (text) => createHash("sha256").update(text).digest("hex");

process.chdir(import.meta.dirname);
const all = [".", "microscope", "pieces"].flatMap((folder) => {
  const names = readdirSync(folder, { recursive: folder !== "." }).filter((name) => /\.(js|css)$/.test(name));
  return names.sort().map((name) => readFileSync(`${folder}/${name}`, "utf8"));
});
const made = sha256(all.join(""));

async function join(entry, format, more) {
  const options = { bundle: true, format, target: "es2021", loader: { ".css": "text" }, write: false, ...more };
  return (await build({ ...options, entryPoints: [entry] })).outputFiles[0].text;
}

const worker = await join(COUNTING, "iife", { minify: true });
for (const [host, format] of Object.entries(HOSTS)) {
  const more = { define: { COUNTING: JSON.stringify(worker) }, minify: host === "microscope_page" }; // it is long
  const text = await join(`${host}.js`, format, more);
  const head = `// Joined by join.mjs: sources ${made}, body ${sha256(text)}`;
  writeFileSync(`joined/${host}.js`, `${head}\n${text}`);
}
