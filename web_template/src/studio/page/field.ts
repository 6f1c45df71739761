/** Calls `run` for a click on a button, and for Enter in its field: frames may forbid forms. */
export function listenToField(
  field: HTMLInputElement,
  button: HTMLButtonElement,
  run: () => void,
): void {
  button.addEventListener("click", run);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.isComposing) run();
  });
}
