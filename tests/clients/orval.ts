import { listQuotes } from "./orval/client.js";
import type { QuoteItem } from "./orval/client.js";
const answer = await listQuotes({ topic: ["human-rights"], kind: ["direct"], limit: 3 });
if (answer.status !== 200) throw new Error("no quotes");
const line = (quote: QuoteItem): string => `${quote.speakers[0]?.name ?? "somebody"}: ${quote.text}`;
console.log(answer.data.items.map(line).join("\n"));
