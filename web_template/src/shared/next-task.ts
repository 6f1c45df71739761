/** Lets the page's frames, input and messages have their turn. */
export async function nextTask(): Promise<void> {
  await new Promise<void>((resolve) => {
    // Timers that wait for each other are slowed down to 4 ms each, and on a hidden page to seconds.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
