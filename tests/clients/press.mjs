// Presses every GET of /docs as it is opened, in Chromium; prints what each answers and what is asked of anybody else.
import { chromium } from "playwright-core";

const [address, executablePath] = process.argv.slice(2);
const args = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"];
args.push("--disable-background-networking", "--disable-component-update", "--disable-sync");
const browser = await chromium.launch({ executablePath, args });
const page = await browser.newPage();
const elsewhere = new Set();
page.on("request", (request) => {
  if (!request.url().startsWith(address) && !/^(data|blob):/.test(request.url())) elsewhere.add(request.url());
});
// What the page's own policy forbids is never sent: the logo of Redoc.
page.on("requestfailed", (request) => {
  if (request.failure()?.errorText === "csp") elsewhere.delete(request.url());
});
await page.goto(`${address}/docs`);
await page.waitForSelector(".opblock-get", { timeout: 120_000 });
// In the page itself: to click from outside takes many times as long.
const answers = await page.evaluate(async () => {
  const until = async (find) => {
    for (let tries = 0; tries < 600; tries++) {
      const found = find();
      if (found) return found;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const pressed = [];
  for (const block of document.querySelectorAll(".opblock-get")) {
    const summary = block.querySelector(".opblock-summary-control");
    summary.click();
    (await until(() => block.querySelector("button.execute"))).click();
    const status = await until(() => block.querySelector(".live-responses-table tbody .response-col_status"));
    const path = block.querySelector(".opblock-summary-path").dataset.path;
    pressed.push({ path, status: status ? status.innerText.trim().slice(0, 3) : "none" });
    summary.click();
  }
  return pressed;
});
await page.goto(`${address}/redoc`);
await page.waitForSelector("h1", { timeout: 120_000 });
await page.waitForLoadState("networkidle");
console.log(JSON.stringify({ answers, elsewhere: [...elsewhere] }));
await browser.close();
