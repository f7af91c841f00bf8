// carbone at work: TEMPLATE DATA OUT NUMBER; one document after the other, no conversion.
const fs = require("fs");
const util = require("util");
const carbone = require("carbone");

const [modele, donnees, out, nombre] = process.argv.slice(2);
const rows = fs.readFileSync(donnees, "utf8").trim().split("\n").slice(0, Number(nombre)).map((l) => JSON.parse(l));
fs.mkdirSync(out, { recursive: true });
const render = util.promisify(carbone.render);

(async () => {
  const start = process.hrtime.bigint();
  const cpu = process.cpuUsage();
  for (let n = 0; n < rows.length; n++) {
    fs.writeFileSync(`${out}/${String(n).padStart(4, "0")}.docx`, await render(modele, rows[n], {}));
  }
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  const used = process.cpuUsage(cpu);
  console.log(JSON.stringify({ documents: rows.length, secondes: seconds, processeur: (used.user + used.system) / 1e6 }));
  process.exit(0);
})();
