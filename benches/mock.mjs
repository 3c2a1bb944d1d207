// Asks a server for the same thing over keep-alive connections: node mock.mjs URL HEADER REQUESTS CONNECTIONS.
// Every response must be 200 with a JSON body; else it says what came, and fails.
import http from "node:http";

const [url, header, requests, connections] = process.argv.slice(2);
const [name, value] = header.split(": ");
const agent = new http.Agent({ keepAlive: true, maxSockets: Number(connections) });
const options = { agent, headers: { [name]: value, accept: "application/json" } };

const ask = () =>
  new Promise((resolve, reject) => {
    const request = http.get(url, options, (response) => {
      const pieces = [];
      response.on("data", (piece) => pieces.push(piece));
      response.on("end", () => {
        const body = Buffer.concat(pieces);
        if (response.statusCode !== 200) return reject(new Error(`${response.statusCode}: ${body}`));
        JSON.parse(body);
        resolve();
      });
    });
    request.on("error", reject);
  });

let left = Number(requests);
const worker = async () => {
  while (left-- > 0) await ask();
};
await Promise.all(Array.from({ length: Number(connections) }, worker));
agent.destroy();
