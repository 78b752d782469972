// The server is killed in the middle of its work: every acknowledged write is there afterwards, and no number is missing.
import assert from "node:assert/strict";
import { start } from "../world.mjs";

export const title = "强制终止后，已确认的写入一条不少，编号连续";

const body = (n) => ({
  request_type: "consultation", channel: "phone", severity: "4", impact: "none", description: `断电测试 ${n}`,
  customer: { name: "断电测试公司", contact_name: "王工", phone: "13800138000", region: "310112" },
});

export default async function durability() {
  let server = await start();
  const folder = server.folder;
  const login = async () => {
    const answer = await fetch(`${server.address}/api/v1/auth/login`, {
      method: "POST", headers: { "content-type": "application/json" },
      body: JSON.stringify({ account: "reception", password: server.password }),
    });
    return (await answer.json()).access_token;
  };
  const token = await login();
  const acknowledged = [];
  let going = true;
  const client = async (lane) => {
    for (let n = 0; going; n += 1) {
      try {
        const answer = await fetch(`${server.address}/api/v1/tickets`, {
          method: "POST",
          headers: { "content-type": "application/json", authorization: `Bearer ${token}`, "idempotency-key": `kill-${lane}-${n}` },
          body: JSON.stringify(body(`${lane}-${n}`)),
        });
        if (answer.status === 201) acknowledged.push(await answer.json());
      } catch {
        return; // the connection broke: this one was not acknowledged
      }
    }
  };
  const lanes = [0, 1, 2, 3].map(client);
  while (acknowledged.length < 40) await new Promise((resolve) => setImmediate(resolve));
  await server.kill();
  going = false;
  await Promise.all(lanes);

  server = await start(folder);
  const again = await login();
  const get = async (path) => {
    const answer = await fetch(`${server.address}/api/v1${path}`, { headers: { authorization: `Bearer ${again}` } });
    assert.equal(answer.status, 200, path);
    return answer.json();
  };
  for (const ticket of acknowledged) {
    const found = await get(`/tickets/${ticket.id}`);
    assert.equal(found.no, ticket.no);
    const timeline = await get(`/tickets/${ticket.id}/timeline`);
    assert.ok(timeline.items.some((e) => e.event_type === "ticket.registered"), "with its timeline");
  }
  const numbers = [];
  for (let cursor = ""; ; ) {
    const page = await get(`/tickets?scope=all&q=${encodeURIComponent("断电测试")}&limit=100${cursor}`);
    numbers.push(...page.items.map((t) => Number(t.no.slice(-6))));
    if (!page.next_cursor) break;
    cursor = `&cursor=${page.next_cursor}`;
  }
  numbers.sort((a, b) => a - b);
  assert.ok(numbers.length >= acknowledged.length);
  assert.equal(numbers.at(-1) - numbers[0] + 1, numbers.length, "no number is missing");
  assert.equal(await server.stop(), 0);
}
