/** Two ways over which frames come. Once closed by us, a line says nothing more. */

export const LOST = 1006;

/** @typedef {{send(text: string): void, close(): void}} Line */

/** @param {string} path @param {(data: string) => void} take @param {(code: number) => void} gone @returns {Line} */
export function openSocket(path, take, gone) {
  const socket = new WebSocket(location.origin.replace(/^http/, "ws") + path);
  socket.onmessage = (event) => take(event.data);
  socket.onclose = (event) => gone(event.code);
  return {
    send: (text) => socket.readyState === 1 && socket.send(text),
    close() {
      socket.onmessage = socket.onclose = null;
      socket.close();
    },
  };
}

/** @param {string} path @param {(data: string) => void} take @param {(code: number) => void} gone @returns {Line} */
export function openStream(path, take, gone) {
  const stream = new EventSource(path);
  stream.onmessage = (event) => take(event.data);
  stream.onerror = () => gone(LOST); // coming back is ours to do, with our own cursor
  return { send() {}, close: () => stream.close() };
}
