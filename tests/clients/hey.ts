import { client } from "./hey/client.gen.js";
import { listQuotes } from "./hey/sdk.gen.js";
import type { QuoteItem } from "./hey/types.gen.js";
client.setConfig({ baseUrl: process.argv[2] });
const { data } = await listQuotes({ query: { topic: ["human-rights"], kind: ["direct"], limit: 3 }, throwOnError: true });
const line = (quote: QuoteItem): string => `${quote.speakers[0]?.name ?? "somebody"}: ${quote.text}`;
console.log(data.items.map(line).join("\n"));
