// docxtemplater at work: TEMPLATE DATA OUT NUMBER; a document is compiled and rendered anew each time, as its API asks.
const fs = require("fs");
const PizZip = require("pizzip");
const Docxtemplater = require("docxtemplater");

const [modele, donnees, out, nombre] = process.argv.slice(2);
const rows = fs.readFileSync(donnees, "utf8").trim().split("\n").slice(0, Number(nombre)).map((l) => JSON.parse(l));
fs.mkdirSync(out, { recursive: true });
const start = process.hrtime.bigint();
const cpu = process.cpuUsage();
const template = fs.readFileSync(modele);
rows.forEach((row, n) => {
  const document = new Docxtemplater(new PizZip(template), { paragraphLoop: true });
  document.render(row);
  const content = document.getZip().generate({ type: "nodebuffer", compression: "DEFLATE" });
  fs.writeFileSync(`${out}/${String(n).padStart(4, "0")}.docx`, content);
});
const seconds = Number(process.hrtime.bigint() - start) / 1e9;
const used = process.cpuUsage(cpu);
console.log(JSON.stringify({ documents: rows.length, secondes: seconds, processeur: (used.user + used.system) / 1e6 }));
