import createClient from "openapi-fetch";
import type { components, paths } from "./schema.js";

type Quote = components["schemas"]["QuoteItem"];

const chancery = createClient<paths>({ baseUrl: process.argv[2] });
const query = { topic: ["human-rights"], kind: ["direct"], limit: 3 } satisfies paths["/quotes"]["get"]["parameters"]["query"];
const { data, error } = await chancery.GET("/quotes", { params: { query } });
if (error) throw new Error(error.detail);

const line = (quote: Quote): string => `${quote.speakers[0]?.name ?? "somebody"}: ${quote.text}`;
console.log(data.items.map(line).join("\n"));
