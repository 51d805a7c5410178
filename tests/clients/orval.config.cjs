module.exports = {
  chancery: {
    input: "./openapi.json",
    output: { target: "./orval/client.ts", client: "fetch", baseUrl: process.env.CHANCERY_ADDRESS },
  },
};
