// node run-wasm.mjs FILE FUNCTION...: calls the exported functions of a wasm module and prints
// what it prints.
import { readFileSync } from 'node:fs';

const [file, ...functions] = process.argv.slice(2);
let memory;
const print = (text, len) =>
	process.stdout.write(Buffer.from(memory.buffer, text, len).toString());
const { instance } = await WebAssembly.instantiate(readFileSync(file), { host: { print } });
memory = instance.exports.memory;
instance.exports.init();
for (const name of functions)
	instance.exports[name]();
