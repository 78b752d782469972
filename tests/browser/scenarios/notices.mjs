// A job is dispatched: the engineer's bell counts it without a reload, the notice leads to the request and is read then.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { DESK, PHONE, picture, root, signIn } from "../world.mjs";

export const title = "消息：派单后铃铛即时计数，打开需求即已读；值班重叠说明原因；来信登记为需求";

const axe = fs.readFileSync(path.join(root, "tests/browser/node_modules/axe-core/axe.min.js"), "utf8");

async function accessible(page, name) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  const serious = found.violations.filter((v) => ["serious", "critical"].includes(v.impact));
  assert.deepEqual(serious.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => n.target.join(" ")).join(" | ")}`), [], `axe on ${name}`);
}

function client(world) {
  return async (address, token, body, headers = {}) => {
    const sent = { "content-type": "application/json", "idempotency-key": crypto.randomUUID(), ...(token ? { authorization: `Bearer ${token}` } : {}), ...headers };
    const answer = await fetch(`${world.address}/api/v1${address}`, { method: "POST", headers: sent, body: typeof body === "string" ? body : JSON.stringify(body) });
    assert.ok(answer.ok, `${address}: ${answer.status} ${await answer.clone().text()}`);
    return answer.json();
  };
}

export default async function notices({ world, chrome }) {
  const api = client(world);
  const login = (account) => api("/auth/login", null, { account, password: world.password });
  const [person, desk] = [(await login("engineer")).user, (await login("reception")).access_token];
  const branch = person.roles[0].branch_id;

  const engineer = await signIn(chrome, world, "engineer", PHONE, { hasTouch: true, isMobile: true });
  const bell = engineer.locator("a.bell");
  await engineer.goto(`${world.address}/notifications`);
  await engineer.locator("main h1").waitFor();
  const readAll = engineer.getByRole("button", { name: "全部标为已读" });
  await engineer.waitForFunction(() => !document.querySelector("main [aria-busy=true]"));
  if (await readAll.isEnabled()) {
    await readAll.click();
    await engineer.getByText("已全部标为已读").waitFor();
    await engineer.waitForFunction(() => !document.querySelector("main [aria-busy=true]"));
  }
  await engineer.locator(".bell-count").waitFor({ state: "detached" });

  // the request becomes the engineer's while the page is open
  const ticket = await api("/tickets", desk, {
    request_type: "repair", mode: "on_site", channel: "phone", severity: "3", impact: "runs", description: "控制器黑屏，无法启动",
    branch_id: branch, customer: { name: "上海申远机械", contact_name: "陈工", phone: "13900001111", address: "上海市浦东新区张江路 1 号" },
    product: { model: "KY-55" }, owner_id: person.id,
  });
  await bell.locator(".bell-count", { hasText: "1" }).waitFor();
  assert.equal(await bell.getAttribute("aria-label"), "消息，1 条未读");
  // nothing moved under the reader: the new one waits behind the pill
  await engineer.locator(".pill").click();
  const notice = engineer.locator(".notice-unread").filter({ hasText: ticket.no });
  await notice.waitFor();
  await picture(engineer, "notices-phone");
  await accessible(engineer, "notifications");
  await notice.getByRole("link").click();
  await engineer.waitForURL(`**/tickets/${ticket.id}`);
  await engineer.locator(".bell-count").waitFor({ state: "detached" });

  // on duty twice at the same time: the reason names the other shift by our clocks
  const supervisor = await signIn(chrome, world, "supervisor", DESK);
  await supervisor.goto(`${world.address}/duty`);
  const shift = async () => {
    await supervisor.getByRole("button", { name: "排班" }).click();
    const dialog = supervisor.getByRole("dialog", { name: "排班" });
    await dialog.getByLabel("所在机构").selectOption(branch);
    await dialog.getByLabel("值班人员").fill(person.name);
    await dialog.getByRole("option").filter({ hasText: person.name }).first().click();
    await dialog.getByLabel("开始").fill("2031-03-03T18:00");
    await dialog.getByLabel("结束").fill("2031-03-04T08:00");
    await dialog.getByRole("button", { name: "保存" }).click();
    return dialog;
  };
  await (await shift()).waitFor({ state: "hidden" });
  const refused = await shift();
  await refused.getByText(/该人员此时已在本机构值班.*2031-03-03 18:00 – 2031-03-04 08:00/).waitFor();
  await accessible(supervisor, "a refused shift");
  await picture(supervisor, "duty-overlap");
  await refused.getByRole("button", { name: "取消", exact: true }).click();

  // a message that the system does not understand becomes a request
  const gateway = (await login("admin")).access_token;
  const message = "From: Wang <wang@nowhere.example>\r\nTo: service@example.com\r\nSubject: Compressor down\r\nMessage-ID: <notices@nowhere.example>\r\n\r\nIt does not start, alarm E01.\r\n";
  const { message: mail } = await api(`/mail/messages?branch_id=${branch}`, gateway, message, { "content-type": "message/rfc822" });
  assert.equal(mail.state, "unmatched");
  await supervisor.goto(`${world.address}/mail`);
  await supervisor.getByRole("button", { name: "Compressor down" }).click();
  await accessible(supervisor, "a message");
  await supervisor.getByRole("link", { name: "登记为新需求" }).click();
  await supervisor.getByText("由来信登记").waitFor();
  assert.match(await supervisor.getByLabel("问题描述").inputValue(), /^Compressor down\n\nIt does not start/);
  await picture(supervisor, "mail-request");
  for (const page of [engineer, supervisor]) assert.deepEqual(page.errors, []);
}
