// What is wrong with a script.

/** Why, by the names of the sentences in unstarted.html.j2. */
export type Reason = "disk" | "frame" | "old" | "missing" | "type" | "unreachable" | "damaged";

/** What the server says of a script. */
export interface Answer {
  readonly status: number;
  readonly type: string;
}

/** What is wrong with a script, by the server's answer; undefined where there was none. */
export function faultOf(answer: Answer | undefined): Reason | undefined {
  if (!answer) return "unreachable";
  if (answer.status < 200 || answer.status > 299) return "missing";
  return /^(text|application)\/(x-)?(java|ecma)script\b/i.test(answer.type) ? undefined : "type";
}
