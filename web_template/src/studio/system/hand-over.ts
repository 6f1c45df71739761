// The system's dialog for sharing.

/** Names of errors where the visitor closed it, or has not answered that of an earlier click yet. */
const UNANSWERED = ["AbortError", "InvalidStateError"];

/** Hands something to the system; "refused" where the browser does not let the page do that. */
export async function handOver(data: ShareData): Promise<"sent" | "unanswered" | "refused"> {
  try {
    await navigator.share(data);
    return "sent";
  } catch (error) {
    const isUnanswered = error instanceof DOMException && UNANSWERED.includes(error.name);
    return isUnanswered ? "unanswered" : "refused";
  }
}
