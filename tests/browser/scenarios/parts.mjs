// The app comes in parts: none comes twice, and one that cannot be fetched is said so and comes with the next attempt.
import assert from "node:assert/strict";
import { signIn } from "../world.mjs";

export const title = "应用分块载入：每个页面都能打开，不重复下载，取不到时可重试";

export default async function parts({ world, chrome }) {
  const page = await signIn(chrome, world, "admin");
  await page.evaluate(() => (globalThis.started = true));
  const links = await page.locator("nav a[href^='/']:not([href*='?'])").evaluateAll((all) => [...new Set(all.map((a) => a.getAttribute("href")))]);
  assert.ok(links.length >= 8, links.join(" "));
  // the wall board shows nothing but itself: from there no link leads on
  links.sort((a, b) => Number(a === "/wall") - Number(b === "/wall"));
  for (const href of links) {
    await page.locator(`nav a[href="${href}"]`).first().click();
    await page.waitForURL(`**${href}`);
    await page.locator("main h1").first().waitFor();
  }
  assert.ok(await page.evaluate(() => globalThis.started), "no link loads the app anew");
  const twice = await page.evaluate(() => {
    const fetched = performance.getEntriesByType("resource").filter((entry) => entry.name.endsWith(".wasm") && entry.transferSize > 1000);
    return fetched.map((entry) => entry.name).filter((name, index, all) => all.indexOf(name) !== index);
  });
  assert.deepEqual(twice, []);
  assert.deepEqual(page.errors, []);

  const missing = /\/assets\/split_records-\w+\.wasm$/;
  await page.goto(world.address);
  await page.locator("main h1").first().waitFor();
  await page.route(missing, (route) => route.abort());
  await page.locator('nav a[href="/customers"]').first().click();
  await page.locator("main [role=alert]").waitFor();
  await page.unroute(missing);
  await page.locator("main [role=alert] button").click();
  await page.locator("main h1").first().waitFor();
  assert.equal(new URL(page.url()).pathname, "/customers");
}
