// Each of these lines must fail to compile: the types know what the server would refuse or never sends.
import createClient from "openapi-fetch";
import type { components, paths } from "./schema.js";

const chancery = createClient<paths, "application/json">();
declare const quote: components["schemas"]["QuoteItem"];

// @ts-expect-error there is no such path
await chancery.GET("/quotations");
// @ts-expect-error there is no such kind
await chancery.GET("/quotes", { params: { query: { kind: ["spoken"] } } });
// @ts-expect-error there is no such parameter
await chancery.GET("/quotes", { params: { query: { spekaer: ["seun-sam"] } } });
// @ts-expect-error an id is needed
await chancery.GET("/quotes/{quote_id}");
// @ts-expect-error a speaker has no such field
console.log(quote.speakers[0].nickname);
// @ts-expect-error there is no such field
console.log(quote.author);
