// Every page at desk and phone width: axe finds nothing serious, nothing scrolls sideways, English is complete.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { DESK, PHONE, picture, root, signIn } from "../world.mjs";

export const title = "无障碍、手机宽度、英文、深色";

const axe = fs.readFileSync(path.join(root, "tests/browser/node_modules/axe-core/axe.min.js"), "utf8");
const PAGES = [
  ["today", "/"], ["queue", "/tickets"], ["new", "/tickets/new"], ["customers", "/customers"], ["units", "/units"],
  ["products", "/products"], ["calendar", "/calendar"], ["tools", "/tools"], ["people", "/people"],
  ["reports", "/reports"], ["mail", "/mail"], ["notifications", "/notifications"], ["preferences", "/notifications/preferences"],
  ["duty", "/duty"],
];

async function check(page, name, narrow) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  const serious = found.violations.filter((v) => ["serious", "critical"].includes(v.impact));
  const said = serious.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => n.target.join(" ")).join(" | ")}`);
  assert.deepEqual(said, [], `axe on ${name}`);
  if (narrow) {
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(wide <= 0, `${name} scrolls sideways by ${wide} px on a phone`);
  }
}

export default async function looks({ world, chrome }) {
  for (const [viewport, width] of [[DESK, "desk"], [PHONE, "phone"]]) {
    const page = await signIn(chrome, world, "manager", viewport);
    for (const [name, address] of PAGES) {
      await page.goto(`${world.address}${address}`);
      await page.locator("main h1").first().waitFor();
      await page.waitForFunction(() => !document.querySelector("[aria-busy=true]"));
      await picture(page, `${name}-${width}`);
      await check(page, `${name} (${width})`, width === "phone");
    }
    assert.deepEqual(page.errors, []);
  }
  const english = await signIn(chrome, world, "manager", DESK, { colorScheme: "dark" });
  await english.getByRole("button", { name: "English" }).first().click();
  for (const [name, address] of PAGES) {
    await english.goto(`${world.address}${address}`);
    await english.locator("main h1").first().waitFor();
    await english.waitForFunction(() => !document.querySelector("[aria-busy=true]"));
    await picture(english, `${name}-english`);
    const heading = await english.locator("main h1").first().textContent();
    assert.doesNotMatch(heading, /[\u4e00-\u9fff]/, `${name} has an English heading`);
  }
  assert.equal(await english.evaluate(() => document.documentElement.lang), "en");
}
