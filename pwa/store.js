/** What lasts on this phone beside kept pages: whose it is, and what waits to be sent. Pages and worker share it. */
const NAME = "sotay";

/** @type {Promise<IDBDatabase> | null} */
let opened = null;

function open() {
  opened ??= new Promise((done, fail) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("facts");
      request.result.createObjectStore("rows", { keyPath: "n", autoIncrement: true });
    };
    request.onsuccess = () => {
      request.result.onversionchange = () => release();
      request.result.onclose = () => (opened = null);
      done(request.result);
    };
    request.onerror = () => fail(request.error);
  });
  return opened;
}

/** Another tab or the worker wants to remove everything. */
function release() {
  const was = opened;
  opened = null;
  if (was) was.then((db) => db.close(), () => {});
}

/** One request in one transaction; iOS loses the connection now and then, so it is opened once more.
 * @template T @param {"facts" | "rows"} name @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest<T>} ask @returns {Promise<T>} */
async function run(name, mode, ask) {
  try {
    return await once(await open(), name, mode, ask);
  } catch {
    opened = null;
    return once(await open(), name, mode, ask);
  }
}

/** @template T @param {IDBDatabase} db @param {string} name @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest<T>} ask @returns {Promise<T>} */
function once(db, name, mode, ask) {
  return new Promise((done, fail) => {
    const transaction = db.transaction(name, mode);
    const request = ask(transaction.objectStore(name));
    transaction.oncomplete = () => done(request.result);
    transaction.onabort = transaction.onerror = () => fail(transaction.error);
  });
}

/** @param {string} name @returns {Promise<any>} */
export const fact = (name) => run("facts", "readonly", (store) => store.get(name));

/** @param {string} name @param {unknown} value */
export const setFact = (name, value) => run("facts", "readwrite", (store) => store.put(value, name));

/** Everything, as far as no other tab holds on to it. */
export function destroy() {
  release();
  return new Promise((done) => {
    const request = indexedDB.deleteDatabase(NAME);
    request.onsuccess = request.onerror = request.onblocked = () => done(undefined);
  });
}

/** @typedef {import("./types").Row} Row */

/** In the order in which they were written. @param {string} owner @returns {Promise<Row[]>} */
export async function rowsOf(owner) {
  const rows = await run("rows", "readonly", (store) => store.getAll());
  return rows.filter((row) => row.owner === owner);
}

/** @param {Row} row */
export const putRow = (row) => run("rows", "readwrite", (store) => store.put(row));

/** @param {number} n @returns {Promise<Row | undefined>} */
export const rowAt = (n) => run("rows", "readonly", (store) => store.get(n));

/** @param {number | undefined} n */
export async function deleteRow(n) {
  if (n !== undefined) await run("rows", "readwrite", (store) => store.delete(n));
}

/** What somebody else wrote on this phone does not lie here longer than it could be sent.
 * @param {string} owner @param {number} now */
export async function sweep(owner, now) {
  const rows = await run("rows", "readonly", (store) => store.getAll());
  for (const row of rows) if (row.owner !== owner && row.dies < now) await deleteRow(row.n);
}
