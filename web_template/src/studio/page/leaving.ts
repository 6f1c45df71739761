// Asks before the page is left, reloaded or closed while something would be lost with it.

const losses: (() => boolean)[] = [];

/** Has the browser ask whenever the page is left while `wouldLose` says yes. */
export function askBeforeLeaving(wouldLose: () => boolean): void {
  if (losses.length === 0) window.addEventListener("beforeunload", ask);
  losses.push(wouldLose);
}

function ask(event: BeforeUnloadEvent): void {
  if (losses.some((wouldLose) => wouldLose())) event.preventDefault();
}
