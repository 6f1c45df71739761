export { run, scratchBytes } from "./run";
