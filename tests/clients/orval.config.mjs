export default {
  connextlive: {
    input: process.env.DOCUMENT,
    output: { target: "generated/orval.ts", client: "fetch", baseUrl: process.env.API_URL },
  },
};
