// node tests/browser/run.mjs [name…]: runs the scenarios one after the other, each against the same server.
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { browser, picture, start } from "./world.mjs";

const folder = path.join(path.dirname(fileURLToPath(import.meta.url)), "scenarios");
const wanted = process.argv.slice(2);
const files = fs.readdirSync(folder).filter((f) => f.endsWith(".mjs")).sort();
const scenarios = files.filter((f) => wanted.length === 0 || wanted.some((name) => f.includes(name)));

const world = await start();
const chrome = await browser();
let passed = 0;
const failed = [];
for (const file of scenarios) {
  const { default: scenario, title } = await import(pathToFileURL(path.join(folder, file)));
  const began = Date.now();
  try {
    await scenario({ world, chrome });
    passed += 1;
    console.log(`ok    ${title} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
  } catch (error) {
    failed.push(title);
    console.log(`FAIL  ${title}\n${error.stack ?? error}`);
    const pages = chrome.contexts().flatMap((context) => context.pages());
    for (const [index, page] of pages.entries()) {
      if (page.errors?.length) console.log(`      page ${index}: ${page.errors.join("\n      ")}`);
      await picture(page, `failed-${file.replace(".mjs", "")}-${index}`);
    }
  }
  for (const context of chrome.contexts()) await context.close();
}
await chrome.close();
const code = await world.stop();
if (code !== 0) {
  failed.push("the server stops cleanly");
  console.log(`FAIL  the server stops cleanly: exit ${code}\n${world.said()}`);
}
console.log(`${passed} passed, ${failed.length} failed`);
process.exit(failed.length === 0 ? 0 : 1);
