// Scores pages by the rules of MDN's HTTP Observatory: node observatory.mjs PACKAGE HOST HTTPS_PORT HTTP_PORT PATH…
// The package scans host names of the internet. Here its own retriever, tests and grader are used, over real TLS, and
// connections to HOST go to this machine: port 443 to HTTPS_PORT, 80 to HTTP_PORT. Prints one JSON line a path.
import net from "node:net";

const [, , pack, host, httpsPort, httpPort, ...paths] = process.argv;
const ports = { 443: Number(httpsPort), 80: Number(httpPort) };
const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...args) {
  const options = Array.isArray(args[0]) ? args[0][0] : args[0];
  if (options.host !== host) throw new Error(`Not this site: ${options.host}`);
  Object.assign(options, { host: "127.0.0.1", port: ports[options.port] });
  return connect.apply(this, args);
};

const from = (file) => import(`${pack}/src/${file}`);
const { retrieve } = await from("retriever/retriever.js");
const { ALL_TESTS } = await from("constants.js");
const { getGradeForScore, getScoreModifier } = await from("grader/grader.js");
const { MINIMUM_SCORE_FOR_EXTRA_CREDIT } = await from("grader/charts.js");

for (const path of paths) {
  const requests = await retrieve(host, { path });
  const results = ALL_TESTS.map((test) => test(requests)).filter((result) => result.result);
  const modifiers = results.map((result) => getScoreModifier(result.result));
  // As in the package's scan(): extra credit counts only for who does well without it.
  const sum = (numbers) => numbers.reduce((a, b) => a + b, 100);
  const uncurved = sum(modifiers.filter((number) => number < 0));
  const final = getGradeForScore(uncurved >= MINIMUM_SCORE_FOR_EXTRA_CREDIT ? sum(modifiers) : uncurved);
  const status = requests.responses.auto?.status ?? 0;
  const told = results.map((result, at) => [result.result, modifiers[at]]);
  console.log(JSON.stringify({ path, status, grade: final.grade, score: final.score, told }));
}
